// @ts-check
/** What is still to be done to a pen, and when: a log that is played, or the end of a press that hands have begun. */

/** @typedef {import("./telling.mjs").Action} Action */

const LONG_MS = 6_000; // nobody wants to watch a wait that is longer …
const BEFORE_MS = 1_500; // … but what was there before the next action

export class Script {
  /** @param {Action[]} actions @param {number} end where their log ends; 0: it is no log */
  constructor(actions = [], end = 0) {
    this.actions = actions;
    this.end = end;
    this.stop = end ? 0 : Infinity; // here the pen's time stands still
    this.watched = false; // as the clock goes, but for long waits
  }

  /** When the next action is due, not before `ms`. @param {number} ms */
  next(ms) {
    return this.actions.length ? Math.max(ms, this.actions[0][0]) : Infinity;
  }

  /** Up to when nobody will disturb a pen that sleeps. @param {number} ms */
  naps(ms) {
    return this.actions.length ? this.next(ms) : this.end;
  }

  /** Whether it is known when the next action comes. */
  get known() {
    return this.end > 0 || this.actions.length > 0;
  }

  /** Whether anything is played at this time. @param {number} ms */
  plays(ms) {
    return ms < this.stop && this.stop < Infinity;
  }

  /** The words of an action that is due by `ms`; undefined when none is. @param {number} ms */
  take(ms) {
    return this.next(ms) <= ms ? this.actions.shift()?.[1] : undefined;
  }

  /** Up to when a watched wait can be passed over; 0: not at all. @param {number} ms */
  ahead(ms) {
    const event = Math.min(this.next(ms), this.stop);
    return this.watched && this.plays(ms) && event - ms > LONG_MS ? event - BEFORE_MS : 0;
  }
}

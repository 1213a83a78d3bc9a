// @ts-check
/**
 * One pen and its time: what the worker does with a message from the page, and what it tells. README.md has the table.
 *
 * The pen lives by whole milliseconds of its own time. Here is decided which: real time, skipped time, or the times that
 * a log says. What the pen makes of it does not depend on that (boards/virtual/sitting.py). It owns no clock: whoever
 * runs it calls `turn(now_ms)` again and again, and is told when to come next. It must not know a rule of the firmware.
 */

import { Pen } from "./pen.mjs";
import { READ_MS, States, plain } from "./telling.mjs";

const TURN_MS = 16; // real time between two turns: 60 pictures a second
const MOST_MS = 250; // a tab that was asleep must not make the pen race
const PIECE_MS = 100; // virtual time in one call: then garbage is collected
const BUSY_MS = 12; // real time of one turn, about: then messages are heard
const NOBODY_WAITS_MS = 75_000; // untouched, the pen is off after a minute
const NAP_MS = 600_000; // a pen that sleeps is looked at so often: each look is an action of its own
const BUSY = "Time passes; wait for it.";
const TAP_MS = 60; // no hand is shorter on a button, however late a busy computer hears of both ends of it
const RELEASES = ["up", "touch"]; // what is let go while time is skipped is let go afterwards

/** @typedef {import("./telling.mjs").State} State */
/** @typedef {import("./telling.mjs").Action} Action */
/** @typedef {import("./telling.mjs").Busy} Busy */
/** @typedef {import("./telling.mjs").Message} Message */
/** @typedef {import("./telling.mjs").Told} Told */

export class Session {
  ms = 0; // up to when the pen has lived
  _due = 0; // up to when it should have
  /** @type {Action[]} */
  _script = []; // actions that are still to come …
  _end = 0; // … and when their log ends; 0: there is none
  _stop = Infinity; // here the pen's time stands still
  _from = 0; // where time that is passed over began
  /** @type {Busy["what"] | ""} */
  _rushes = ""; // "": time passes as on a clock
  /** @type {string[][]} */
  _later = []; // what is let go meanwhile
  /** @type {Record<string, number>} */
  _down = {}; // since when a button is

  /**
   * @param {Pen} pen
   * @param {{letters: any, states: string[]}} tables letters.json and states.json
   * @param {(told: Told) => void} tell
   */
  constructor(pen, tables, tell) {
    this.pen = pen;
    this.tell = tell;
    /** @type {(action: Action | null) => void} */
    this.acted = () => {}; // after each action; null: another pen
    this._states = new States(tables);
    this._speed = 1;
    this._ranMs = NaN; // real time of the last turn
    this._over = true; // no pen yet, or its program has failed: until a new one, or its power
    /** @type {State | null} */
    this._shown = null;
    this._shownMs = 0; // real time of that
  }

  /** @param {Action[]} script */
  _restart(script) {
    Object.assign(this, { ms: 0, _due: 0, _script: script, _end: 0, _stop: Infinity, _rushes: "", _later: [], _down: {} });
  }

  /** A message from the page: done at once, answered if it has an id.
   * @param {Message} message */
  hear(message) {
    const { id, ...command } = message;
    /** @type {Told} */
    const told = { id };
    try {
      told.answer = this._do(command);
    } catch (error) {
      told.error = plain(error);
    }
    if (id !== undefined || told.error) this.tell(told);
  }

  /** @param {Message} command @returns {any} */
  _do(command) {
    if (command.do === "new") return this.begin(command.seed, []);
    if (command.do === "load") return this._load(command.text);
    if (command.do === "speed") return void (this._speed = command.times);
    if (command.do === "act") return this.act(command.words);
    if (this._rushes) throw new Error(BUSY);
    if (command.do === "play") return this._play(command.until, command.fast);
    if (command.do === "go_on") return this._goOn();
    if (command.do === "skip") return this._skip(command.ms);
    if (command.do === "log") return this.log();
    return this.pen.ask(command);
  }

  /** A pen from the factory, its first start, and a tray of cartridges.
   * @param {number} seed @param {Action[]} script what `play` is to do with it */
  begin(seed, script) {
    this._over = false;
    this.pen.ask({ do: "new", seed });
    this.pen.ask({ do: "provision" });
    this.pen.ask({ do: "sit" });
    this._restart(script);
    this.acted(null);
    this._due = Math.ceil(this._show(0).now_us / 1000);
  }

  /** The pen of a log, before its first action; what the log says of itself.
   * @param {string} text */
  _load(text) {
    const { actions, ...log } = this.pen.ask({ do: "read_log", text });
    this.begin(log.seed, actions);
    this._stop = 0;
    this._end = log.end_ms;
    return { ...log, actions: actions.length };
  }

  /** The pen has become another one, by an image: go on from there. */
  resume() {
    this._over = false;
    this._restart([]);
    this.pen.ask({ do: "show_all" });
    this._due = this._show(0).ms;
  }

  /** Do again what was done since an image was taken.
   * @param {Action[]} actions @param {number} ms how far it went after them */
  redo(actions, ms) {
    for (const [at, words] of actions) {
      this._liveTo(at);
      this._act(words);
    }
    this._due = Math.max(this._due, ms);
    this._liveTo(ms);
  }

  get sleeps() {
    return Boolean(this._shown?.asleep);
  }

  /** Whether no time is passed over and nothing is played. */
  get rests() {
    return !this._rushes && !this._over && !this._end;
  }

  /** Hands do something now. What is let go while time is skipped is let go afterwards.
   * @param {string[]} words */
  act(words) {
    if (this._rushes && RELEASES.includes(words[0])) return void this._later.push(words);
    if (this._rushes) throw new Error(BUSY);
    if (words[0] === "battery") this._over = false;
    if (this._end) this._goOn(); // whatever was to be played: other hands have taken over
    this._liveTo(Math.floor(this._due));
    const least = (this._down[words[1]] ?? -Infinity) + TAP_MS;
    if (words[0] === "up" && this.ms < least) this._script.push([least, words]);
    else this._act(words);
  }

  /** @param {string[]} words */
  _act(words) {
    this.pen.ask({ do: "act", words });
    if (words[0] === "down") this._down[words[1]] = this.ms;
    this.acted([this.ms, words]);
    if (this._shown) this._shown.asleep = false;
  }

  /** @param {number} ms */
  _liveTo(ms) {
    this.pen.ask({ do: "live_to", ms });
    this.ms = Math.max(this.ms, ms);
  }

  /** All that was done to this pen, as text. */
  log() {
    this._liveTo(Math.floor(this._due));
    return this.pen.ask({ do: "log" });
  }

  /** Play what was loaded, up to this millisecond; fast, or as the clock goes. Then the pen's time stands still.
   * @param {number} until @param {boolean} fast */
  _play(until, fast) {
    this._stop = Math.max(this.ms, until);
    this._due = Math.max(this._due, this.ms);
    if (fast) this._rush("play");
    else if (this.ms === this._stop) this.tell({ reached: this.ms });
  }

  /** Nothing more is played, and time does not stand still. */
  _goOn() {
    this._script = [];
    this._end = 0;
    this._stop = Infinity;
  }

  /** @param {number} ms */
  _skip(ms) {
    if (this._end) throw new Error("This pen plays a log: let it end, or use its buttons.");
    const look = this.pen.ask({ do: "look" });
    if (look.usb && ms > NOBODY_WAITS_MS) throw new Error("First unplug the cable: on USB the pen stays awake.");
    this._stop = Math.floor(this._due) + ms;
    this._rush("skip");
  }

  /** @param {Busy["what"]} what */
  _rush(what) {
    this._from = this.ms;
    this._rushes = what;
  }

  /** Let the pen live up to now, and tell what is new; the milliseconds after which to come again.
   * @param {number} nowMs real time, from any beginning
   * @param {() => number} [clock] the same time, read anew */
  turn(nowMs, clock = () => nowMs) {
    try {
      return this._turn(nowMs, clock);
    } catch (error) {
      this._over = true;
      this._rushes = "";
      this.tell({ error: `The pen's program has ended: ${plain(error)}`, busy: null });
      return TURN_MS;
    }
  }

  /** @param {number} nowMs @param {() => number} clock @returns {number} */
  _turn(nowMs, clock) {
    const elapsed = Math.min(nowMs - (Number.isNaN(this._ranMs) ? nowMs : this._ranMs), MOST_MS);
    this._ranMs = nowMs;
    if (this._over) return TURN_MS;
    if (this._rushes) {
      this._passOver(nowMs, clock);
      return 0;
    }
    const played = this.ms < this._stop && this._stop < Infinity;
    this._due = Math.max(this.ms, Math.min(this._due + elapsed * this._speed, this._stop));
    while (Math.floor(this._due) > this.ms) {
      if (this._shown?.asleep && !this._end && !this._script.length && this._due - this.ms < NAP_MS) break;
      this._show(Math.min(Math.floor(this._due), this.ms + PIECE_MS, this._next()), nowMs);
      this._played();
      if (clock() - nowMs > BUSY_MS) this._due = Math.min(this._due, this.ms + PIECE_MS); // too slow a computer
    }
    if (played && this.ms >= this._stop) this.tell({ reached: this.ms });
    if (this._shown && this._due > this.ms && nowMs - this._shownMs >= READ_MS) {
      this._shownMs = nowMs; // it sleeps on, and only the time is new
      this.tell({ state: { ...this._shown, ms: Math.floor(this._due), now_us: Math.floor(this._due) * 1000 } });
    }
    return Math.max(0, TURN_MS - (clock() - nowMs));
  }

  /** When the next action is to be played. */
  _next() {
    return this._script.length ? Math.max(this.ms, this._script[0][0]) : Infinity;
  }

  /** Up to when nobody will disturb a pen that sleeps. */
  _naps() {
    return this._script.length ? this._next() : this._end;
  }

  /** Do what is to be played by now. */
  _played() {
    while (this._next() <= this.ms) this._act(/** @type {Action} */ (this._script.shift())[1]);
  }

  /** Time passes as fast as it can, up to `_stop`.
   * @param {number} nowMs @param {() => number} clock */
  _passOver(nowMs, clock) {
    let at = this.ms;
    do {
      const to = Math.min(this._stop, this._next());
      const left = this.pen.begin({ do: "live_to", ms: to, naps_to: this._naps() });
      at = to - left;
      if (left) continue;
      this.ms = Math.max(this.ms, to);
      this._played();
    } while (this.ms < this._stop && clock() - nowMs < BUSY_MS);
    if (this.ms < this._stop)
      return this.tell({ busy: { what: this._busy(), part: (at - this._from) / (this._stop - this._from) } });
    const what = this._busy();
    this._rushes = "";
    this._due = this.ms;
    this._show(this.ms, nowMs);
    if (what === "skip") this._goOn();
    for (const words of this._later.splice(0)) this.act(words);
    this.tell(what === "skip" ? { busy: null } : { busy: null, reached: this.ms });
  }

  _busy() {
    return /** @type {Busy["what"]} */ (this._rushes);
  }

  /** Let the pen live up to this millisecond, and tell what is new.
   * @param {number} ms @param {number} [nowMs] */
  _show(ms, nowMs = this._ranMs || 0) {
    const state = this._states.made(this.pen.ask({ do: "show", ms, naps_to: this._naps() }), nowMs);
    this.ms = state.ms;
    this._shown = { ...state, journal: undefined };
    this._shownMs = nowMs;
    this.tell({ state });
    return state;
  }
}

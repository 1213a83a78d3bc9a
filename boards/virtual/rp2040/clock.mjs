/**
 * Virtual time of one chip: whole nanoseconds since its power-on or reset, and what is due when.
 *
 * Stands in for the clock of rp2040js (same members), which counts in fractions of nanoseconds and so gives
 * replies that depend on rounding. Knows nothing of the world's time.
 */

const SHORTEST_NS = 8; // one cycle of 125 MHz: an alarm that sets itself anew cannot stop the time

/** One thing that is due at a time. Made by `Clock.createAlarm`. */
class Alarm {
  constructor(clock, callback) {
    this.clock = clock;
    this.callback = callback;
    this.at = 0;
    this.next = null;
    this.scheduled = false;
  }

  /** Due in `delayNs` nanoseconds (rounded up, at least one cycle); a former time is forgotten. */
  schedule(delayNs) {
    this.scheduleAt(this.clock.nanos + Math.max(SHORTEST_NS, Math.ceil(delayNs)));
  }

  /** Due at the time `at` of this clock (ns). */
  scheduleAt(at) {
    this.cancel();
    this.at = at;
    this.scheduled = true;
    this.clock.link(this);
  }

  /** Forget it. */
  cancel() {
    if (this.scheduled) {
      this.scheduled = false;
      this.clock.unlink(this);
    }
  }
}

/** The time and its alarms, the next one first; alarms of one time run in the order they were set. */
export class Clock {
  constructor() {
    /** Now (ns). The run loop moves it and calls `fire` when it has reached `nextAt`. */
    this.nanos = 0;
    /** When the next alarm is due (ns), Infinity without one. */
    this.nextAt = Infinity;
    this.first = null;
  }

  get micros() {
    return this.nanos / 1000;
  }

  /** An alarm that calls `callback` with `nanos` at its exact time. */
  createAlarm(callback) {
    return new Alarm(this, callback);
  }

  /** Run everything that is due by now. */
  fire() {
    const now = this.nanos;
    while (this.nextAt <= now) {
      const alarm = this.first;
      this.unlink(alarm);
      alarm.scheduled = false;
      this.nanos = alarm.at;
      alarm.callback();
    }
    this.nanos = now;
  }

  link(alarm) {
    let before = null;
    let after = this.first;
    while (after !== null && after.at <= alarm.at) {
      before = after;
      after = after.next;
    }
    alarm.next = after;
    if (before === null) {
      this.first = alarm;
      this.nextAt = alarm.at;
    } else {
      before.next = alarm;
    }
  }

  unlink(alarm) {
    if (this.first === alarm) {
      this.first = alarm.next;
      this.nextAt = this.first === null ? Infinity : this.first.at;
      return;
    }
    let before = this.first;
    while (before !== null && before.next !== alarm) {
      before = before.next;
    }
    if (before !== null) {
      before.next = alarm.next;
    }
  }
}

// @ts-check
/**
 * One pen and its time: what the worker does with a message from the page, and what it tells. README.md has the table.
 *
 * The pen lives by whole milliseconds of its own time. Here is decided which: real time, skipped time, or the times that
 * a log says. What the pen makes of it does not depend on that (boards/virtual/sitting.py). It owns no clock: whoever
 * runs it calls `turn(now_ms)` again and again, and is told when to come next. It must not know a rule of the firmware.
 */

import { Script } from "./script.mjs";
import { READ_MS, States, plain } from "./telling.mjs";

const TURN_MS = 16; // real time between two turns: 60 pictures a second
const MOST_MS = 250; // a tab that was asleep must not make the pen race
const PIECE_MS = 100; // virtual time in one call: then garbage is collected
const BUSY_MS = 12; // real time of one turn, about: then messages are heard
const NOBODY_WAITS_MS = 75_000; // untouched, the pen is off after a minute
const NAP_MS = 600_000; // a pen that sleeps is looked at so often: each look is an action of its own
const BUSY = "Time passes; wait for it.";
const TAP_MS = 60; // no hand is shorter on a button, however late a busy computer hears of both ends of it

/** @typedef {import("./telling.mjs").Asked} Asked */
/** @typedef {import("./telling.mjs").State} State */
/** @typedef {import("./telling.mjs").Action} Action */
/** @typedef {import("./telling.mjs").Busy} Busy */
/** @typedef {import("./telling.mjs").Message} Message */
/** @typedef {import("./telling.mjs").Told} Told */

export class Session {
  ms = 0; // up to when the pen has lived
  _due = 0; // up to when it should have
  _script = new Script();
  _span = [0, 0]; // time that is passed over
  /** @type {Busy["what"] | ""} */
  _rushes = ""; // "": time passes as on a clock
  /** @type {string[][]} */
  _later = []; // what is let go meanwhile
  /** @type {Record<string, number>} */
  _down = {}; // since when a button is

  /**
   * @param {Asked} pen
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

  /** @param {Script} [script] */
  _restart(script = new Script()) {
    Object.assign(this, { ms: 0, _due: 0, _script: script, _rushes: "", _later: [], _down: {} });
  }

  /** A message from the page: done at once, answered if it has an id.
   * @param {Message} message */
  hear(message) {
    const { id, ...command } = message;
    const told = /** @type {Told} */ ({ id });
    try {
      told.answer = this._do(command);
    } catch (error) {
      told.error = plain(error);
    }
    if (id !== undefined || told.error) this.tell(told);
  }

  /** @param {Message} command @returns {any} */
  _do(command) {
    if (command.do === "new") return this.begin(command.seed);
    if (command.do === "load") return this._load(command.text);
    if (command.do === "speed") return void (this._speed = command.times);
    if (command.do === "act") return this.act(command.words);
    if (this._rushes === "skip") throw new Error(BUSY);
    if (command.do === "play") return this._play(command.until, Boolean(command.fast), Boolean(command.watched));
    if (command.do === "go_on") return this._goOn();
    if (command.do === "skip") return this._skip(command.ms);
    if (command.do === "log") return this.log();
    return this.pen.ask(command);
  }

  /** A pen from the factory, its first start, and a tray of cartridges.
   * @param {number} seed @param {Script} [script] what `play` is to do with it */
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
    this.begin(log.seed, new Script([...actions], log.end_ms));
    return { ...log, actions: actions.length };
  }

  /** The pen has become another one, by an image: go on from there. */
  resume() {
    this._over = false;
    this._restart();
    this.pen.ask({ do: "show_all" });
    this._due = this._show(0).ms;
  }

  get sleeps() {
    return Boolean(this._shown?.asleep);
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

  /** Whether no time is passed over and nothing is played. */
  get rests() {
    return !this._rushes && !this._over && !this._script.end;
  }

  /** Hands do something now. What is let go while time is skipped is let go afterwards.
   * @param {string[]} words */
  act(words) {
    if (this._rushes && ["up", "touch"].includes(words[0])) return void this._later.push(words);
    if (this._rushes) throw new Error(BUSY);
    if (words[0] === "battery") this._over = false;
    if (this._script.end) {
      this._goOn(); // whatever was to be played
      this.tell({ taken: true });
    }
    this._liveTo(Math.floor(this._due));
    const least = (this._down[words[1]] ?? -Infinity) + TAP_MS;
    if (words[0] === "up" && this.ms < least) this._script.actions.push([least, words]);
    else this._act(words);
  }

  _act(/** @type {string[]} */ words) {
    this.pen.ask({ do: "act", words });
    if (words[0] === "down") this._down[words[1]] = this.ms;
    this.acted([this.ms, words]);
    if (this._shown) this._shown.asleep = false;
  }

  _liveTo(/** @type {number} */ ms) {
    this.pen.ask({ do: "live_to", ms });
    this.ms = Math.max(this.ms, ms);
  }

  /** All that was done to this pen, as text. */
  log() {
    this._liveTo(Math.floor(this._due));
    return this.pen.ask({ do: "log" });
  }

  /** Play what was loaded, up to this millisecond: `fast`, `watched` (long waits are passed over), or as the clock goes.
   * Then the pen's time stands still.
   * @param {number} until @param {boolean} fast @param {boolean} watched */
  _play(until, fast, watched) {
    const stop = Math.max(this.ms, until);
    Object.assign(this._script, { stop, watched });
    this._due = Math.max(this._due, this.ms);
    this._rushes = "";
    if (fast) this._rush("play", stop);
    else if (this.ms === stop) this.tell({ reached: this.ms });
  }

  /** Nothing more is played, and time does not stand still. */
  _goOn() {
    this._script = new Script();
  }

  _skip(/** @type {number} */ ms) {
    if (this._script.end) throw new Error("This pen plays a log: let it end, or use its buttons.");
    const look = this.pen.ask({ do: "look" });
    if (look.usb && ms > NOBODY_WAITS_MS) throw new Error("First unplug the cable: on USB the pen stays awake.");
    this._rush("skip", Math.floor(this._due) + ms);
  }

  /** @param {Busy["what"]} what @param {number} goal */
  _rush(what, goal) {
    this._span = [this.ms, goal];
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
    const [script, played, ahead] = [this._script, this._script.plays(this.ms), this._script.ahead(this.ms)];
    if (ahead) {
      this._rush("play", ahead);
      return 0;
    }
    this._due = Math.max(this.ms, Math.min(this._due + elapsed * this._speed, script.stop));
    while (Math.floor(this._due) > this.ms) {
      if (this._shown?.asleep && !script.known && this._due - this.ms < NAP_MS) break;
      this._show(Math.min(Math.floor(this._due), this.ms + PIECE_MS, script.next(this.ms)), nowMs);
      this._played();
      if (clock() - nowMs > BUSY_MS) this._due = Math.min(this._due, this.ms + PIECE_MS); // too slow a computer
    }
    if (played && this.ms >= script.stop) this._reached(nowMs);
    if (this._shown && this._due > this.ms && nowMs - this._shownMs >= READ_MS) {
      this._shownMs = nowMs; // it sleeps on, and only the time is new
      this.tell({ state: { ...this._shown, ms: Math.floor(this._due), now_us: Math.floor(this._due) * 1000 } });
    }
    return Math.max(0, TURN_MS - (clock() - nowMs));
  }

  /** Do what is to be played by now. */
  _played() {
    for (let words = this._script.take(this.ms); words; words = this._script.take(this.ms))
      try {
        this._act(words);
      } catch (error) {
        this.tell({ error: `Nobody can do this now: ${words.join(" ")} (${plain(error)})` });
      }
  }

  /** What is played has come to where it stops: whoever waits for that wants to read the display.
   * @param {number} nowMs */
  _reached(nowMs) {
    this._show(this.ms, nowMs, true);
    this.tell({ busy: null, reached: this.ms });
  }

  /** Time passes as fast as it can, up to the end of `_span`.
   * @param {number} nowMs @param {() => number} clock */
  _passOver(nowMs, clock) {
    const what = /** @type {Busy["what"]} */ (this._rushes);
    const [from, goal] = this._span;
    let at = this.ms;
    do {
      const to = Math.min(goal, this._script.next(this.ms));
      const left = this.pen.begin({ do: "live_to", ms: to, naps_to: this._script.naps(this.ms) });
      at = to - left;
      if (left) continue;
      this.ms = Math.max(this.ms, to);
      this._played();
    } while (this.ms < goal && clock() - nowMs < BUSY_MS);
    if (this.ms < goal) return this.tell({ busy: { what, part: (at - from) / (goal - from) } });
    this._rushes = "";
    this._due = this.ms;
    this._show(this.ms, nowMs);
    if (what === "skip") this._goOn();
    for (const words of this._later.splice(0)) this.act(words);
    if (what === "play" && this.ms >= this._script.stop) this._reached(nowMs);
    else this.tell({ busy: null });
  }

  /** Let the pen live up to this millisecond, and tell what is new.
   * @param {number} ms @param {number} [nowMs] @param {boolean} [reads] the display's words, if they are not told yet */
  _show(ms, nowMs = this._ranMs || 0, reads = false) {
    const shown = this.pen.ask({ do: "show", ms, naps_to: this._script.naps(this.ms) });
    const state = this._states.made(shown, nowMs, reads);
    this.ms = state.ms;
    this._shown = { ...state, journal: undefined };
    this._shownMs = nowMs;
    this.tell({ state });
    return state;
  }
}

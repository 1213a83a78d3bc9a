// @ts-check
/**
 * One pen and its time: what the worker does with a message from the page, and what it tells. README.md has the table.
 *
 * It owns no clock: whoever runs it calls `turn(now_ms)` again and again, and is told when to come next. So tests run it
 * in Node.js. It must not know any rule of the firmware.
 */

import { Pen } from "./pen.mjs";
import { ScreenReader } from "./screen_reader.mjs";
import { layOut } from "./tray.mjs";

const TURN_MS = 16; // real time between two turns: 60 pictures a second
const MOST_MS = 250; // a tab that was asleep must not make the pen race
const PIECE_MS = 100; // virtual time in one call: then garbage is collected
const BUSY_MS = 12; // real time of one turn, about: then messages are heard
const READ_MS = 250; // real time between two readings of the screen
const NOBODY_WAITS_MS = 75_000; // untouched, the pen is off after a minute

/** @typedef {{do: string, id?: number, [word: string]: any}} Message from the page */
/** @typedef {{id?: number, error?: string, state?: State, skipping?: number | null}} Told to the page */
/**
 * @typedef {{
 *   now_us: number, passed_us: number, powered: boolean, led: number[], tone: number, duty: number, strokes: number, tip_um: number,
 *   measured_um: number | null, state: number, name: string, phase: number, battery_mv: number, usb: boolean,
 *   cartridge: string, violations: number, speed_hz: number, load: number, deepest_um: number, coin: boolean, zone: number,
 *   ceiling_um: number, opens_us: number | null, faults?: string[], screen?: Uint8Array, words?: string[], journal?: string
 * }} State
 */

export class Session {
  /**
   * @param {Pen} pen
   * @param {{letters: any, states: string[]}} tables letters.json and states.json
   * @param {(told: Told) => void} tell
   */
  constructor(pen, tables, tell) {
    this.pen = pen;
    this.tell = tell;
    this._states = tables.states;
    this._reader = new ScreenReader(tables.letters);
    this._speed = 1;
    this._inside = ""; // kind of the cartridge that is in
    this._ranMs = NaN; // real time up to which the pen has lived
    this._owedMs = 0; // virtual time that is due; less than 0: a turn of the pen's loop has gone beyond it
    this._skipMs = 0; // virtual time that is still to be skipped
    this._running = false; // a piece of that is under way
    this._over = true; // no pen yet, or its program has failed: until a new one, or its power
    this._skipFrom = 0;
    /** @type {Uint8Array | null} */
    this._unread = null;
    this._readMs = -Infinity;
  }

  /** A message from the page: done at once, answered if it has an id.
   * @param {Message} message */
  hear(message) {
    const { id, ...command } = message;
    /** @type {Told} */
    const told = { id };
    try {
      this._do(command);
    } catch (error) {
      told.error = error instanceof Error ? error.message : String(error);
    }
    if (id !== undefined || told.error) this.tell(told);
  }

  /** @param {Message} command */
  _do(command) {
    if (["new", "boot", "cut"].includes(command.do)) this._over = false;
    if (command.do === "new") this._new(command.seed);
    else if (command.do === "speed") this._speed = command.times;
    else if (command.do === "skip") this._skip(command.ms);
    else if (command.do === "insert") this._insert(command.kind);
    else if (this._running) throw new Error("time is being skipped");
    else this.pen.ask(command);
  }

  /** A pen from the factory, its first start, and a tray of cartridges.
   * @param {number} seed */
  _new(seed) {
    this._skipMs = 0;
    this._running = false;
    this._inside = "";
    this._owedMs = 0;
    this.pen.ask({ do: "new", seed });
    this.pen.ask({ do: "provision" });
    layOut(this.pen);
    this.pen.ask({ do: "boot" });
  }

  /** Another cartridge in; "": only out.
   * @param {string} kind */
  _insert(kind) {
    this.pen.ask({ do: "eject" });
    this._inside = "";
    if (!kind) return;
    this.pen.ask({ do: "insert", name: kind });
    this._inside = kind;
  }

  /** @param {number} ms */
  _skip(ms) {
    const look = this.pen.ask({ do: "look" });
    if (look.usb && ms > NOBODY_WAITS_MS) throw new Error("First unplug the cable: on USB the pen stays awake.");
    this._skipMs += ms;
    this._skipFrom = this._skipMs;
  }

  /** Let the pen live up to now, and tell what is new; the milliseconds after which to come again.
   * @param {number} nowMs real time, from any beginning
   * @param {() => number} [clock] the same time, read anew */
  turn(nowMs, clock = () => nowMs) {
    try {
      return this._live(nowMs, clock);
    } catch (error) {
      this._over = true;
      this.tell({ error: `The pen's program has ended: ${error instanceof Error ? error.message : error}` });
      return TURN_MS;
    }
  }

  /** @param {number} nowMs @param {() => number} clock @returns {number} */
  _live(nowMs, clock) {
    const elapsed = Math.min(nowMs - (Number.isNaN(this._ranMs) ? nowMs : this._ranMs), MOST_MS);
    this._ranMs = nowMs;
    if (this._over) return TURN_MS;
    if (this._skipMs || this._running) {
      this._hurry(nowMs, clock);
      return 0;
    }
    this._owedMs += elapsed * this._speed;
    while (this._owedMs >= 1) {
      this._owedMs -= this._tick(Math.floor(Math.min(this._owedMs, PIECE_MS)), nowMs);
      if (clock() - nowMs > BUSY_MS) this._owedMs = Math.min(this._owedMs, PIECE_MS); // this computer is too slow
    }
    return Math.max(0, TURN_MS - (clock() - nowMs));
  }

  /** Skip time as fast as it goes.
   * @param {number} nowMs @param {() => number} clock */
  _hurry(nowMs, clock) {
    do {
      if (!this._running) {
        const ms = Math.min(this._skipMs, 3_600_000);
        this._skipMs -= ms;
        this._running = !this.pen.begin({ do: "run", ms });
      } else this._running = !this.pen.begin({ do: "run_on" });
    } while ((this._running || this._skipMs) && clock() - nowMs < BUSY_MS);
    const over = !this._running && !this._skipMs;
    this.tell({ skipping: over ? null : 1 - this._skipMs / this._skipFrom });
    if (over) {
      this._tick(0, nowMs);
      this._owedMs = 0;
    }
  }

  /** Let the pen live for so long, and tell; how many milliseconds that became.
   * @param {number} ms @param {number} nowMs */
  _tick(ms, nowMs) {
    const { screen, ...rest } = this.pen.ask({ do: "tick", ms });
    /** @type {State} */
    const state = { ...rest, name: this._states[rest.state] ?? "", cartridge: this._inside };
    if (screen !== undefined) this._unread = state.screen = frameOf(screen);
    if (this._unread && nowMs - this._readMs >= READ_MS) {
      state.words = this._reader.lines(this._unread);
      this._unread = null;
      this._readMs = nowMs;
    }
    this.tell({ state });
    return state.passed_us / 1000;
  }
}

/** The 1024 bytes of a frame; all dark when the display is.
 * @param {string} hex */
function frameOf(hex) {
  const frame = new Uint8Array(1024);
  for (let at = 0; at < hex.length; at += 2) frame[at / 2] = parseInt(hex.slice(at, at + 2), 16);
  return frame;
}

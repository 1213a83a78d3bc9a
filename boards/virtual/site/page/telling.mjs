// @ts-check
/** What page and worker say to each other, and how answers of the pen's side become that. README.md has the table. */

import { ScreenReader } from "./screen_reader.mjs";

export const READ_MS = 250; // real time between two readings of the screen

/** @typedef {{do: string, id?: number, [word: string]: any}} Message from the page */
/** @typedef {{do: string, [word: string]: any}} Command to the pen's side: of boards/virtual/commands.py and showing.py */
/** @typedef {{ask: (command: Command) => any, begin: (command: Command) => any}} Asked a pen, wherever it is: pen.mjs */
/** @typedef {{id?: number, error?: string, answer?: any, state?: State, busy?: Busy | null, reached?: number, taken?: boolean}} Told */
/** @typedef {{what: "skip" | "play", part: number}} Busy time passes faster than on a clock; `part`: 0 to 1 of it is over */
/** @typedef {[number, string[]]} Action milliseconds of virtual time, words (boards/virtual/action_log.py) */
/**
 * @typedef {{
 *   ms: number, now_us: number, asleep: boolean, powered: boolean, led: number[], tone: number, duty: number,
 *   speed_hz: number, load: number, strokes: number, tip_um: number, max_tip_um: number, measured_um: number | null,
 *   state: number, name: string, phase: number, refusal: number, rests: boolean, battery_mv: number,
 *   usb: boolean, inside: string, down: string[], deepest_um: number, zone: number, ceiling_um: number,
 *   opens_us: number | null, faults: string[], violations: number, screen?: Uint8Array, words?: string[], journal?: string,
 *   port?: string, base_s?: number
 * }} State
 */

/** An error as people read it: without its class.
 * @param {unknown} error */
export function plain(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^(ValueError|RuntimeError): /, "");
}

/** The 1024 bytes of a frame; all dark when the display is.
 * @param {string} hex */
function frameOf(hex) {
  const frame = new Uint8Array(1024);
  for (let at = 0; at < hex.length; at += 2) frame[at / 2] = parseInt(hex.slice(at, at + 2), 16);
  return frame;
}

/** Makes states out of what the pen's side shows: names for numbers, and now and then the words on the display. */
export class States {
  /** @param {{letters: any, states: string[]}} tables letters.json and states.json */
  constructor(tables) {
    this._names = tables.states;
    this._reader = new ScreenReader(tables.letters);
    /** @type {Uint8Array | null} */
    this._unread = null;
    this._readMs = -Infinity;
  }

  /** @param {any} shown the answer to `show` @param {number} nowMs real time @param {boolean} reads at once
   * @returns {State} */
  made({ screen, ...rest }, nowMs, reads) {
    /** @type {State} */
    const state = { ...rest, name: this._names[rest.state] ?? "" };
    if (screen !== undefined) this._unread = state.screen = frameOf(screen);
    if (this._unread && (reads || nowMs - this._readMs >= READ_MS)) {
      state.words = this._reader.lines(this._unread);
      this._unread = null;
      this._readMs = nowMs;
    }
    return state;
  }
}

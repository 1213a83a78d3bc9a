/**
 * What the pen's board makes of edges: the motor gate's duty, the lamp's colour. Edges in, meaning out; no
 * chip, no world. Times are ns.
 */

const REST_NS = 200_000; // without an edge for so long the gate is at rest
const DUTY_STEP = 3; // permille: a smaller change is not told
const ODD_PERIODS = 3;
const ONE_HIGH_NS = 600; // WS2812B data sheet: T0H 0.4 us, T1H 0.8 us
const LATCH_NS = 50_000; // WS2812B data sheet: RES, low for 50 us and more
const FRAME_BITS = 24;

/** The gate: tells `{duty, level, at}` when what it does has changed. */
export class Gate {
  /** @param {(report: {duty: number, level: number, at: number}) => void} tell */
  constructor(tell) {
    this.tell = tell;
    this.level = 0;
    this.duty = 0; // as told last; 0 is at rest
    this.odd = []; // duties of the latest periods in a row that differ from what was told
    this.restLevel = 0;
    this.rise = null;
    this.fall = null;
    this.edge = 0;
  }

  /** An edge to `level` at `at`; null: the chip has let go, the pull-down wins at once. */
  change(level, at) {
    this.edge = at;
    if (level === null) {
      this.level = 0;
      this.rest();
      return;
    }
    if (level === this.level) {
      return;
    }
    this.level = level;
    if (level === 0) {
      this.fall = at;
      return;
    }
    if (this.rise !== null && this.fall !== null) {
      const duty = Math.round((1000 * (this.fall - this.rise)) / (at - this.rise));
      if (this.isNews(duty)) {
        this.duty = duty;
        this.odd = [];
        this.tell({ duty, level, at });
      }
    }
    this.rise = at;
  }

  /**
   * From rest any toggling is. Then a duty that two periods agree on, or three odd ones in a row: a single odd
   * period is none (between two words the program of the needles is a few cycles late).
   */
  isNews(duty) {
    if (this.duty === 0) {
      return true;
    }
    if (Math.abs(duty - this.duty) < DUTY_STEP) {
      this.odd = [];
      return false;
    }
    const last = this.odd[this.odd.length - 1];
    this.odd.push(duty);
    return this.odd.length >= ODD_PERIODS || (last !== undefined && Math.abs(duty - last) < DUTY_STEP);
  }

  /** When the gate will be at rest if no edge comes; null when it is. */
  get restsAt() {
    const moving = this.rise !== null || this.duty !== 0 || this.level !== this.restLevel;
    return moving ? this.edge + REST_NS : null;
  }

  /** No edge until now: at rest. */
  rest() {
    const changed = this.duty !== 0 || this.level !== this.restLevel;
    this.duty = 0;
    this.odd = [];
    this.restLevel = this.level;
    this.rise = null;
    this.fall = null;
    if (changed) {
      this.tell({ duty: 0, level: this.level, at: this.edge });
    }
  }
}

/** One WS2812: green, red, blue, most significant bit first; latched by a long low. */
export class Lamp {
  constructor() {
    this.bits = [];
    this.rise = null;
    this.fall = null;
  }

  /** An edge of the data line. */
  change(level, at) {
    if (level === 1) {
      if (this.fall !== null && at - this.fall >= LATCH_NS) {
        this.bits = [];
      }
      this.rise = at;
    } else if (this.rise !== null) {
      this.bits.push(at - this.rise > ONE_HIGH_NS ? 1 : 0);
      this.fall = at;
      this.rise = null;
    }
  }

  /** The colour [r, g, b] latched since the last call, or null. */
  take(now) {
    if (this.bits.length < FRAME_BITS || this.rise !== null || now - this.fall < LATCH_NS) {
      return null;
    }
    const value = this.bits.slice(0, FRAME_BITS).reduce((sum, bit) => sum * 2 + bit, 0);
    this.bits = [];
    return [(value >> 8) & 0xff, value >> 16, value & 0xff];
  }
}

/**
 * The pads: what the chip drives, what the board drives, what the pulls make of it, and who wants to know.
 *
 * rp2040js keeps input and output of a pin apart; on the chip the input is the pad (data sheet 2.19.4). Levels
 * are 0, 1, or null for nobody. A low wins over a high (open drain buses; anything else would be a short).
 */

const NOBODY = -1;
const SYNCHRONISER_CYCLES = 2; // data sheet 2.19.3 and 3.5.6.3
const LOG_LENGTH = 200_000;
const PAD_RESET = 0x56; // data sheet 2.19.6.3: input enabled, pull-down, 4 mA
const PULL_UP = 8;
const PULL_DOWN = 4;

/** What the board drives, and the edge log: survives resets of the chip. Times are the world's. */
export class Board {
  constructor(pins = 30) {
    this.levels = new Int8Array(pins).fill(NOBODY);
    this.changes = []; // [t, pin, level] still to come, in order of time
    this.logging = false;
    this.edges = new Map();
  }

  /** Take the list of a `run` command; changes of one time stay in the order given. */
  plan(changes) {
    if (changes.length === 0) {
      return;
    }
    for (const [t, pin, level] of changes) {
      if (!(pin >= 0 && pin < this.levels.length) || ![0, 1, null].includes(level)) {
        throw new Error(`no such pin or level: ${JSON.stringify([t, pin, level])}`);
      }
      this.changes.push([t, pin, level === null ? NOBODY : level]);
    }
    this.changes.sort((a, b) => a[0] - b[0]);
  }

  /** Note an edge of a pad for `edges`. */
  log(pin, t, level) {
    let list = this.edges.get(pin);
    if (list === undefined) {
      list = [];
      this.edges.set(pin, list);
    }
    list.push([t, level]);
    if (list.length > LOG_LENGTH * 2) {
      list.splice(0, list.length - LOG_LENGTH);
    }
  }

  /** The logged edges of a pin, the newest 200,000; they are forgotten. */
  takeEdges(pin) {
    const list = this.edges.get(pin) ?? [];
    this.edges.delete(pin);
    return list.slice(-LOG_LENGTH);
  }
}

/** The pads of one chip instance. */
export class Pads {
  /**
   * @param {(pin: number, driven: number, at: number) => void} onDriven the chip drives (0, 1) or lets go (-1)
   * @param {() => void} beforeInput called before an input of the chip changes
   */
  constructor(rp2040, clock, board, epoch, onDriven, beforeInput) {
    this.rp2040 = rp2040;
    this.clock = clock;
    this.board = board;
    this.epoch = epoch;
    this.onDriven = onDriven;
    this.beforeInput = beforeInput;
    /** Exact time of the change under way (ns of the chip), or -1: now. The PIO sets it. */
    this.at = -1;
    this.cycleNs = 8;
    /** Told of every new level of a pad. */
    this.onLevel = () => {};
    this.driven = new Int8Array(rp2040.gpio.length).fill(NOBODY);
    this.level = new Int8Array(rp2040.gpio.length);
    this.extra = new Int8Array(rp2040.gpio.length).fill(NOBODY); // a bus model of this process (buses.mjs)
    this.alarm = clock.createAlarm(() => this.applyPlan());
    for (const gpio of rp2040.gpio) {
      gpio.padValue = PAD_RESET;
      gpio.lastValue = gpio.value;
      gpio.addListener(() => this.chipChanged(gpio.index));
      this.level[gpio.index] = this.resolve(gpio);
      gpio.rawInputValue = this.level[gpio.index] === 1;
    }
    this.planned();
  }

  /** The plan has changed: be there in time. */
  planned() {
    this.applyPlan();
  }

  applyPlan() {
    const { changes } = this.board;
    const now = this.clock.nanos + this.epoch;
    while (changes.length > 0 && changes[0][0] <= now) {
      const [, pin, level] = changes.shift();
      this.board.levels[pin] = level;
      this.settle(pin, this.clock.nanos, SYNCHRONISER_CYCLES * this.cycleNs);
    }
    if (changes.length > 0) {
      this.alarm.scheduleAt(changes[0][0] - this.epoch);
    }
  }

  /** A bus model drives `pin` (0) or lets go (-1). */
  driveExtra(pin, level) {
    this.extra[pin] = level;
    this.settle(pin, this.clock.nanos, 0);
  }

  /** The chip drives a pin otherwise, or its pulls have changed. */
  chipChanged(pin) {
    const gpio = this.rp2040.gpio[pin];
    const at = this.at >= 0 ? this.at : this.clock.nanos;
    const driven = gpio.outputEnable ? (gpio.outputValue ? 1 : 0) : NOBODY;
    this.settle(pin, at, 0);
    if (driven !== this.driven[pin]) {
      this.driven[pin] = driven;
      this.onDriven(pin, driven, at);
    }
  }

  /** The level of a pad from all who drive it. */
  resolve(gpio) {
    const chip = gpio.outputEnable ? (gpio.outputValue ? 1 : 0) : NOBODY;
    const board = this.board.levels[gpio.index];
    const extra = this.extra[gpio.index];
    if (chip === 0 || board === 0 || extra === 0) {
      return 0;
    }
    if (chip === 1 || board === 1) {
      return 1;
    }
    const pulls = gpio.padValue & (PULL_UP | PULL_DOWN);
    if (pulls === (PULL_UP | PULL_DOWN)) {
      return this.level[gpio.index]; // bus keeper, data sheet 2.19.4.1
    }
    return pulls === PULL_UP ? 1 : 0;
  }

  settle(pin, at, delayNs) {
    const gpio = this.rp2040.gpio[pin];
    const level = this.resolve(gpio);
    if (level === this.level[pin]) {
      return;
    }
    this.level[pin] = level;
    if (this.board.logging) {
      this.board.log(pin, at + this.epoch, level);
    }
    if (delayNs === 0) {
      this.input(gpio);
    } else {
      this.clock.createAlarm(() => this.input(gpio)).schedule(delayNs);
    }
    this.onLevel(pin, level);
  }

  /** The chip sees the pad. */
  input(gpio) {
    const seen = this.level[gpio.index] === 1;
    if (seen !== gpio.rawInputValue) {
      if (this.at < 0) {
        this.beforeInput();
      }
      gpio.setInputValue(seen);
    }
  }
}

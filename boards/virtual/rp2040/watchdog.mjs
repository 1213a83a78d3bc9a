/** The watchdog and its scratch registers. RP2040 data sheet, section 4.7. */

import { BasePeripheral } from './library.mjs';

const CTRL = 0x00;
const LOAD = 0x04;
const REASON = 0x08;
const SCRATCH0 = 0x0c;
const SCRATCH7 = 0x28;
const TICK = 0x2c;
const TRIGGER = 1 << 31; // CTRL
const ENABLE = 1 << 30;
const BY_TIME = 1; // REASON
const BY_FORCE = 2;
const TICK_NS = 500;

/** The watchdog, section 4.7. It counts twice a microsecond (erratum RP2040-E1). */
export class Watchdog extends BasePeripheral {
  /** @param {(cause: 'watchdog' | 'forced') => void} onReset */
  constructor(rp2040, clock, onReset) {
    super(rp2040, 'WATCHDOG');
    this.clock = clock;
    this.onReset = onReset;
    this.scratch = new Uint32Array(8);
    this.reason = 0;
    this.enabled = false;
    this.load = 0;
    this.loadedAt = 0;
    this.tick = 0;
    this.alarm = clock.createAlarm(() => this.bite(BY_TIME, 'watchdog'));
  }

  bite(reason, cause) {
    this.reason = reason;
    this.enabled = false;
    this.onReset(cause);
  }

  /** Ticks left, section 4.7.6, CTRL.TIME. */
  get left() {
    const gone = this.enabled ? Math.floor((this.clock.nanos - this.loadedAt) / TICK_NS) : 0;
    return Math.max(0, this.load - gone);
  }

  restart() {
    this.loadedAt = this.clock.nanos;
    if (this.enabled) {
      this.alarm.schedule(this.load * TICK_NS);
    } else {
      this.alarm.cancel();
    }
  }

  readUint32(offset) {
    if (offset >= SCRATCH0 && offset <= SCRATCH7) {
      return this.scratch[(offset - SCRATCH0) >> 2];
    }
    switch (offset) {
      case CTRL:
        return ((this.enabled ? ENABLE : 0) | (7 << 24) | this.left) >>> 0;
      case REASON:
        return this.reason;
      case TICK:
        return this.tick | (this.tick & 0x200 ? 0x400 : 0); // RUNNING follows ENABLE
      default:
        return 0;
    }
  }

  writeUint32(offset, value) {
    if (offset >= SCRATCH0 && offset <= SCRATCH7) {
      this.scratch[(offset - SCRATCH0) >> 2] = value;
      return;
    }
    switch (offset) {
      case CTRL: {
        const enable = (value & ENABLE) !== 0;
        if (enable !== this.enabled) {
          this.load = this.left;
          this.enabled = enable;
          this.restart();
        }
        if (value & TRIGGER) {
          this.bite(BY_FORCE, 'forced');
        }
        break;
      }
      case LOAD:
        this.load = value & 0xffffff;
        this.restart();
        break;
      case TICK:
        this.tick = value & 0x3ff;
        break;
    }
  }
}

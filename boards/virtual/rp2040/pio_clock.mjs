/**
 * The PIO blocks in their own time. rp2040js steps them by a wall-clock timer and ignores clock dividers and
 * delays; here every enabled state machine runs in its own divided clock, lazily: a block catches up before
 * anything can tell the difference (register access, input change, pin function change, every 20 us).
 * Sections are those of the RP2040 data sheet.
 */

import { RPPIO } from './library.mjs';
import { TimedMachine } from './pio_machine.mjs';

const CATCH_UP_NS = 20_000;
const CTRL = 0x000;
const SM0_CLKDIV = 0x0c8;
const SM3_PINCTRL = 0x124;

/** One PIO block on the chip's clock. */
export class TimedPio extends RPPIO {
  /**
   * @param {object} pads told through `pads.at` when exactly a pin changed
   */
  constructor(rp2040, name, firstIrq, index, clock, pads) {
    super(rp2040, name, firstIrq, index);
    this.clock = clock;
    this.pads = pads;
    this.now = 0;
    this.cycleNs = 8;
    this.machines = [0, 1, 2, 3].map((number) => new TimedMachine(rp2040, this, number));
    this.alarm = clock.createAlarm(() => {
      this.catchUp();
      this.arm();
    });
  }

  /** Run all machines up to now, the earliest first. */
  catchUp() {
    const until = this.clock.nanos;
    for (;;) {
      let first = null;
      let limit = until;
      for (const machine of this.machines) {
        if (!machine.runnable) {
          continue;
        }
        if (first === null || machine.at < first.at) {
          limit = first === null ? limit : Math.min(limit, first.at);
          first = machine;
        } else {
          limit = Math.min(limit, machine.at);
        }
      }
      if (first === null || first.at > until) {
        break;
      }
      first.run(limit);
    }
    this.now = until;
  }

  /** Look again in 20 us while a machine runs; stalled ones cost nothing. */
  arm() {
    if (!this.alarm.scheduled && this.machines.some((machine) => machine.runnable)) {
      this.alarm.schedule(CATCH_UP_NS);
    }
  }

  readUint32(offset) {
    this.catchUp();
    return super.readUint32(offset);
  }

  writeUint32(offset, value) {
    this.catchUp();
    const before = this.machines.map((machine) => machine.enabled);
    super.writeUint32(offset, value);
    if (offset === CTRL) {
      this.machines.forEach((machine, number) => {
        if (machine.enabled && !before[number]) {
          machine.start(this.now);
        }
      });
    }
    if (offset >= SM0_CLKDIV && offset <= SM3_PINCTRL) {
      this.now = this.clock.nanos;
    }
    this.arm();
  }

  /** rp2040js would start its own stepping here. */
  run() {}

  pinValuesChanged(value, first, count) {
    const next = merge(this.pinValues, value, first, count);
    const changed = next ^ this.pinValues;
    if (changed) {
      this.pinValues = next;
      this.tellPads(changed);
    }
  }

  pinDirectionsChanged(value, first, count) {
    const next = merge(this.pinDirections, value, first, count);
    const changed = next ^ this.pinDirections;
    if (changed) {
      this.pinDirections = next;
      this.tellPads(changed);
    }
  }

  tellPads(changed) {
    const { gpio } = this.rp2040;
    const former = this.pads.at;
    this.pads.at = this.now;
    for (let pin = 0; pin < gpio.length; pin++) {
      if (changed & (1 << pin)) {
        gpio[pin].checkForUpdates();
      }
    }
    this.pads.at = former;
  }
}

/** `count` bits of `value` into `bits` from pin `first`, wrapping after pin 31 (section 3.5.6). */
function merge(bits, value, first, count) {
  const low = count > 31 ? -1 : (1 << count) - 1;
  const mask = rotate(low, first);
  return ((bits & ~mask) | (rotate(value & low, first) & mask)) & 0x3fffffff;
}

function rotate(bits, by) {
  return by ? (bits << by) | (bits >>> (32 - by)) : bits;
}

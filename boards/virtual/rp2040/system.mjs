/**
 * Small parts of the chip that rp2040js lacks or has otherwise: timer, ring oscillator, the mailbox to
 * the second core, system control, and the PWM as a set of registers (only a buzzer hangs there; nobody counts
 * its edges). Sections are those of the RP2040 data sheet.
 */

import { BasePeripheral, RPPPB, RPPSM, RPSIO, RPTimer } from './library.mjs';

/** The 64-bit microsecond timer, section 4.6, with alarms that never come a fraction too early. */
export class Timer extends RPTimer {
  writeUint32(offset, value) {
    if (offset >= 0x10 && offset <= 0x1c) {
      const alarm = this.alarms[(offset - 0x10) >> 2];
      const now = Math.floor(this.clock.nanos / 1000);
      alarm.armed = true;
      alarm.targetMicros = value;
      alarm.clockAlarm.scheduleAt(Math.max(this.clock.nanos + 8, (now + ((value - now) >>> 0)) * 1000));
      return;
    }
    super.writeUint32(offset, value);
  }
}

/** The ring oscillator, section 2.17. Its random bit comes from a fixed sequence: a run can be repeated. */
export class Rosc extends BasePeripheral {
  constructor(rp2040) {
    super(rp2040, 'ROSC');
    this.random = 0x2545f491;
    this.words = new Uint32Array(8);
  }

  readUint32(offset) {
    if (offset === 0x18) {
      return (1 << 31) | (1 << 12); // STATUS: stable, enabled
    }
    if (offset === 0x1c) {
      this.random ^= this.random << 13; // xorshift32
      this.random ^= this.random >>> 17;
      this.random ^= this.random << 5;
      return this.random & 1;
    }
    return this.words[(offset >> 2) & 7];
  }

  writeUint32(offset, value) {
    this.words[(offset >> 2) & 7] = value;
  }
}

/** Registers that are kept and read back, no more. */
export class Registers extends BasePeripheral {
  constructor(rp2040, name, preset = {}) {
    super(rp2040, name);
    this.words = new Map(Object.entries(preset).map(([offset, value]) => [Number(offset), value]));
  }

  readUint32(offset) {
    return this.words.get(offset) ?? 0;
  }

  writeUint32(offset, value) {
    this.words.set(offset, value >>> 0);
  }
}

/** SIO with the mailbox between the cores, section 2.3.1.4. The second core's ROM says 0 when it is reset. */
export class Sio extends RPSIO {
  constructor(rp2040) {
    super(rp2040);
    this.mail = [];
  }

  readUint32(offset) {
    if (offset === 0x50) {
      return 0x2 | (this.mail.length ? 1 : 0); // ready to take, something to read
    }
    if (offset === 0x58) {
      return this.mail.shift() ?? 0;
    }
    return super.readUint32(offset);
  }

  writeUint32(offset, value) {
    if (offset !== 0x50 && offset !== 0x54) {
      super.writeUint32(offset, value);
    }
  }
}

/** Power-on state machine, section 2.13: letting the second core out of reset makes it say so. */
export class Psm extends RPPSM {
  writeUint32(offset, value) {
    const heldBefore = this.frceOff & (1 << 16);
    super.writeUint32(offset, value);
    if (heldBefore && !(this.frceOff & (1 << 16))) {
      this.rp2040.sio.mail = [0];
    }
  }
}

/** The processor's own registers: adds SCR (section 2.4.8), which sleeps are asked for with. */
export class Ppb extends RPPPB {
  readUint32(offset) {
    return offset === 0xd10 ? (this.scr ?? 0) : super.readUint32(offset);
  }

  writeUint32(offset, value) {
    if (offset === 0xd10) {
      this.scr = value;
    } else if (offset !== 0xd14) {
      super.writeUint32(offset, value);
    }
  }
}

/** PWM, section 4.5, as registers. `onChange` is called after each write. */
export class Pwm extends BasePeripheral {
  constructor(rp2040, onChange) {
    super(rp2040, 'PWM');
    this.onChange = onChange;
    this.channels = []; // rp2040js tells these of a new clock
    this.gpioValue = 0;
    this.gpioDirection = -1;
    this.words = new Uint32Array(0xb4 / 4);
    for (let slice = 0; slice < 8; slice++) {
      this.words[slice * 5 + 1] = 0x10; // DIV: 1
      this.words[slice * 5 + 4] = 0xffff; // TOP
    }
  }

  readUint32(offset) {
    return this.words[offset >> 2] ?? 0;
  }

  writeUint32(offset, value) {
    const index = offset >> 2;
    this.words[index] = value;
    if (offset === 0xa0) {
      for (let slice = 0; slice < 8; slice++) {
        this.words[slice * 5] = (this.words[slice * 5] & ~1) | ((value >> slice) & 1);
      }
    } else if (index % 5 === 0 && index < 40) {
      const slice = index / 5;
      this.words[40] = (this.words[40] & ~(1 << slice)) | ((value & 1) << slice);
    }
    this.onChange();
  }

  gpioOnInput() {}

  /** What a pin's slice puts out: `{hz, duty}` (duty of 65535), hz 0 when it is silent. */
  tone(pin) {
    const base = ((pin >> 1) & 7) * 5;
    const [control, divider, , compare, top] = this.words.subarray(base, base + 5);
    const high = (pin & 1 ? compare >>> 16 : compare) & 0xffff;
    if (!(control & 1) || high === 0) {
      return { hz: 0, duty: 0 };
    }
    const division = ((divider >> 4) & 0xff || 256) + (divider & 0xf) / 16;
    const hz = Math.round(this.rp2040.clkSys / (division * (top + 1)));
    return { hz, duty: Math.min(65535, Math.round((65536 * high) / (top + 1))) };
  }
}

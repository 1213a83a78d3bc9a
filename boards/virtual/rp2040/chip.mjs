/**
 * One RP2040 with power: its parts put together, its run loop, its resets. Times inside are ns since the chip's
 * own reset; `epoch` is the world's time then. It never advances on its own.
 */

import { Clock } from './clock.mjs';
import { Core } from './core.mjs';
import { Adc, I2c } from './buses.mjs';
import * as rom from './flash_rom.mjs';
import { IRQ, RP2040, RPIO } from './library.mjs';
import { TimedPio } from './pio_clock.mjs';
import { Pads } from './pins.mjs';
import { Host } from './serial.mjs';
import { SoftI2c } from './soft_i2c.mjs';
import { IoQspi, Ssi, XipControl } from './ssi.mjs';
import { Ppb, Psm, Pwm, Registers, Rosc, Sio, Timer } from './system.mjs';
import { UsbBus } from './usb_bus.mjs';
import { Watchdog } from './watchdog.mjs';
import { FLUSH_CYCLES, XipCache } from './xip_cache.mjs';

const PIN_FUNCTION_PWM = 4;
const SDA = 4;
const SCL = 5;
const QSPI_PAD_RESET = 0x5a; // data sheet 2.19.6.4: input enabled, pull-up
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** IO_BANK0 whose writes the PIO must not be late for. */
class PinFunctions extends RPIO {
  constructor(rp2040, before, onFunction) {
    super(rp2040, 'IO_BANK0');
    this.before = before;
    this.onFunction = onFunction;
  }

  writeUint32(offset, value) {
    this.before();
    const pin = offset <= 0xec && offset & 4 ? this.rp2040.gpio[offset >> 3] : undefined;
    const former = pin?.functionSelect;
    super.writeUint32(offset, value);
    if (pin !== undefined && pin.functionSelect !== former) {
      this.onFunction(pin.index, pin.functionSelect, former);
    }
  }
}

/** A chip from one reset to the next. */
export class Chip {
  /**
   * @param {object} parts what outlives a reset: `flash`, `rom`, `uid`, `board` (pins.mjs), `events` (what to tell),
   *   `cached` (whether the processor waits for flash that is not in the cache; else never)
   * @param {number} epoch the world's time (ns) of this reset
   * @param {boolean} plugged whether a computer is on the USB cable
   */
  constructor(parts, epoch, plugged) {
    this.parts = parts;
    this.epoch = epoch;
    this.clock = new Clock();
    this.cycleNs = 8;
    this.stopped = false; // the world has something to know or answer
    this.busyUntil = 0; // the processor stands still (flash)
    this.resetCause = null;
    this.build(plugged);
  }

  build(plugged) {
    const { clock, parts } = this;
    const chip = new RP2040(clock);
    this.rp2040 = chip;
    chip.logger = { ...QUIET, warn: (name, text) => this.warned(name, text) };
    chip.bootrom = Uint32Array.from(parts.rom);
    chip.flash = parts.flash;
    chip.flash16 = new Uint16Array(parts.flash.buffer);
    chip.flashView = new DataView(parts.flash.buffer);
    this.cache = new XipCache();
    chip.core = new Core(chip);
    chip.core.cache = parts.cached ? this.cache : null;
    chip.sio = new Sio(chip);
    chip.ppb = new Ppb(chip, 'PPB');

    this.pads = new Pads(
      chip,
      clock,
      parts.board,
      this.epoch,
      (pin, level, at) => parts.events.driven(pin, level, at + this.epoch),
      () => this.catchUp(),
    );
    chip.pio = [
      new TimedPio(chip, 'PIO0', IRQ.PIO0_IRQ0, 0, clock, this.pads),
      new TimedPio(chip, 'PIO1', IRQ.PIO1_IRQ0, 1, clock, this.pads),
    ];
    const ask = (why) => (question, done) => this.ask({ why, ...question }, done);
    chip.i2c = [
      new I2c(chip, 'I2C0', IRQ.I2C0, clock, ask('i2c')),
      new I2c(chip, 'I2C1', IRQ.I2C1, clock, (question, done) => done(question.op === 'read' ? 0xff : false)),
    ];
    const byHand = new SoftI2c(chip.gpio, this.pads, SDA, SCL, ask('i2c'));
    this.pads.onLevel = (pin, level) => byHand.level(pin, level);
    chip.adc = new Adc(chip, clock, ask('adc'));
    chip.pwm = new Pwm(chip, () => parts.events.pwmChanged(this));
    chip.usbCtrl = new UsbBus(chip, clock);
    this.host = new Host(chip.usbCtrl, clock, plugged, (bytes) => parts.events.serial(bytes));
    this.watchdog = new Watchdog(chip, clock, (cause) => this.reset(cause));
    const ssi = new Ssi(chip, parts.flash, parts.uid, this.cache);
    Object.assign(chip.peripherals, {
      0x14000: new XipControl(chip, this.cache, () => this.flushed()),
      0x18000: ssi,
      0x40014: new PinFunctions(chip, () => this.catchUp(), (...change) => this.functionChanged(...change)),
      0x40010: new Psm(chip, 'PSM'),
      0x40018: new IoQspi(chip, ssi),
      0x40044: chip.i2c[0],
      0x40048: chip.i2c[1],
      0x4004c: chip.adc,
      0x40050: chip.pwm,
      0x40054: new Timer(chip, 'TIMER'),
      0x40058: this.watchdog,
      0x40060: new Rosc(chip),
      0x40064: new Registers(chip, 'VREG_AND_CHIP_RESET', { 0x00: 0x10b1, 0x08: 0x100 }), // regulating; power-on
      0x50110: chip.usbCtrl,
      0x50200: chip.pio[0],
      0x50300: chip.pio[1],
    });
    for (const pad of chip.qspi) {
      pad.padValue = QSPI_PAD_RESET;
      pad.rawInputValue = true; // chip select is pulled up: the BOOTSEL button is not pressed
    }
    chip.onBreak = (number) => this.breakpoint(number);
    chip.addClockListener((hz) => this.clockChanged(hz));
    chip.core.reset();
  }

  /** The world's time (ns). */
  get now() {
    return this.clock.nanos + this.epoch;
  }

  /** Run until the world's time `to` (ns), or until the world must know or answer something. */
  run(to) {
    const { clock } = this;
    const { core } = this.rp2040;
    const end = to - this.epoch;
    while (clock.nanos < end && !this.stopped) {
      if (core.waiting || clock.nanos < this.busyUntil) {
        const free = core.waiting ? Infinity : this.busyUntil;
        clock.nanos = Math.max(clock.nanos, Math.min(clock.nextAt, end, free));
      } else {
        const cycles = core.executeInstruction() + core.stalled;
        core.stalled = 0;
        clock.nanos += cycles * this.cycleNs;
      }
      if (clock.nanos >= clock.nextAt) {
        clock.fire();
      }
    }
    this.catchUp();
  }

  /** Both PIO blocks up to now. */
  catchUp() {
    this.rp2040.pio[0].catchUp();
    this.rp2040.pio[1].catchUp();
  }

  /** A question to the world: `done` is called with its answer when the next `run` begins. */
  ask(question, done) {
    this.stopped = true;
    this.parts.events.question(question, done);
  }

  /** The processor is in the boot ROM's flash code, in its boot loader, or lost. */
  breakpoint(number) {
    if (number === rom.ERASE || number === rom.PROGRAM) {
      const call = rom.flashCall(this.rp2040, number);
      if (typeof call === 'string') {
        this.hang(call);
        return;
      }
      this.ask({ why: 'flash', ...call }, (answer) => {
        const bytes = answer?.hex === undefined ? rom.flashResult(this.parts.flash, call) : Buffer.from(answer.hex, 'hex');
        this.parts.flash.set(bytes, call.at);
        this.cache.flush(); // the ROM's flash_flush_cache follows, which is replaced, too
        this.flushed();
        this.busyUntil = this.clock.nanos + rom.flashTime(call);
      });
    } else {
      this.hang(number === rom.USB_BOOT ? 'in the USB boot loader' : `breakpoint ${number}`);
    }
  }

  /** The cache is empty: the next instruction waits for that, and then for the flash. */
  flushed() {
    if (this.parts.cached) {
      this.rp2040.core.line = -1;
      this.rp2040.core.stalled += FLUSH_CYCLES;
    }
  }

  warned(name, text) {
    if (name === 'CortexM0Core' && text.includes('not implemented')) {
      this.hang(text.replace('Warning: ', ''));
    }
  }

  /** The processor will not go on by itself. */
  hang(text) {
    this.rp2040.core.waiting = true;
    this.rp2040.core.enabledInterrupts = 0;
    this.stopped = true;
    const pc = (this.rp2040.core.PC >>> 0).toString(16);
    this.parts.events.tell({ why: 'hang', text: `${text} (pc 0x${pc})` });
  }

  reset(cause) {
    this.resetCause = cause;
    this.stopped = true;
  }

  /** The chip that comes after a reset: scratch registers and reason stay (data sheet 4.7.4), pins are let go. */
  successor() {
    const next = new Chip(this.parts, this.now, this.host.plugged);
    next.watchdog.scratch.set(this.watchdog.scratch);
    next.watchdog.reason = this.watchdog.reason;
    return next;
  }

  /** Time is counted in ns, whatever the clock: 8 a cycle at 125 MHz, 83 from the crystal in light sleep. */
  clockChanged(hz) {
    this.catchUp();
    this.cycleNs = Math.max(1, Math.round(1e9 / hz));
    this.pads.cycleNs = this.cycleNs;
    for (const pio of this.rp2040.pio) {
      pio.cycleNs = this.cycleNs;
    }
  }

  functionChanged(pin, now, former) {
    if (now === PIN_FUNCTION_PWM || former === PIN_FUNCTION_PWM) {
      this.parts.events.pwmPin(this, pin, now === PIN_FUNCTION_PWM);
    }
  }
}

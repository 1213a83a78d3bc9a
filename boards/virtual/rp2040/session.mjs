/**
 * The protocol's commands, one method each: a command object in, a reply object out. Errors are thrown with their
 * remedy. README.md beside this file has the protocol.
 */

import { readFileSync } from 'node:fs';

import { Chip } from './chip.mjs';
import { Events } from './events.mjs';
import { flashFromUf2, patchedRom } from './flash_rom.mjs';
import { Board } from './pins.mjs';

const RAM = 0x20000000;

/** One place for a chip: its flash, its board, and the chip itself while it has power. */
export class Session {
  constructor() {
    this.parts = null;
    this.chip = null;
    this.events = new Events();
    this.board = new Board();
    this.commands = {
      load: this.load,
      flash_write: this.flashWrite,
      flash_read: this.flashRead,
      power_on: this.powerOn,
      power_off: this.powerOff,
      run: this.run,
      peek: this.peek,
      zero_stack: this.zeroStack,
      log: this.log,
      edges: this.edges,
    };
  }

  /** Do one command. */
  handle(command) {
    const method = Object.hasOwn(this.commands, command.do) ? this.commands[command.do] : null;
    if (method === null) {
      throw new Error(`unknown command ${JSON.stringify(command.do)}`);
    }
    return method.call(this, command);
  }

  load({ uf2, bootrom, uid = 'e66058388341a62b', cached = true }) {
    const flash = flashFromUf2(file(uf2, 'the MicroPython UF2 for RPI_PICO', 'MICROPYTHON_UF2'));
    const rom = patchedRom(file(bootrom, "the RP2040's boot ROM", 'RP2040_BOOTROM'));
    const id = Buffer.from(uid, 'hex');
    if (id.length !== 8) {
      throw new Error(`uid must be 16 hexadecimal digits, not ${JSON.stringify(uid)}`);
    }
    this.powerOff();
    this.board = new Board();
    this.parts = { flash, rom, uid: id, board: this.board, events: this.events, cached };
    return { ok: true };
  }

  flashWrite({ at, hex }) {
    const bytes = Buffer.from(hex, 'hex');
    this.checkRange(at, bytes.length);
    this.parts.flash.set(bytes, at);
    return { ok: true };
  }

  flashRead({ at, size }) {
    this.checkRange(at, size);
    return { hex: Buffer.from(this.parts.flash.subarray(at, at + size)).toString('hex') };
  }

  powerOn({ t, usb = false }) {
    this.loaded();
    this.powerOff();
    this.chip = new Chip(this.parts, t, usb);
    this.events.attach(this.chip);
    return { t };
  }

  powerOff() {
    this.chip = null;
    this.events.powerOff();
    return {};
  }

  run({ to, pins = [], answer = null, serial = '', plugged }) {
    const chip = this.powered();
    this.board.plan(pins);
    if (plugged !== undefined && plugged !== null) {
      chip.host.plug(plugged);
    }
    if (serial) {
      chip.host.send(Buffer.from(serial, 'hex'));
    }
    this.events.answer(answer);
    chip.pads.applyPlan();
    if (this.events.queue.length === 0) {
      chip.stopped = false;
      chip.run(to);
      if (chip.resetCause !== null) {
        this.reset(chip);
      }
    }
    const reply = this.events.next() ?? { why: 'to' };
    return { t: this.chip.now, ...reply, ...this.events.extras() };
  }

  /** The chip has reset itself: a new one goes on. */
  reset(chip) {
    const cause = chip.resetCause;
    this.events.dropQuestions();
    this.events.tell({ why: 'reset', cause });
    this.chip = chip.successor();
    this.events.attach(this.chip);
  }

  peek({ addr, size }) {
    const { sram } = this.powered().rp2040;
    const at = addr - RAM;
    if (!(at >= 0 && size >= 0 && at + size <= sram.length)) {
      throw new Error(`no RAM at 0x${Number(addr).toString(16)}, ${size} bytes`);
    }
    return { hex: Buffer.from(sram.subarray(at, at + size)).toString('hex') };
  }

  /** Zeros where the stack has been, from `addr` to the stack pointer, as memory is at power-on: a new mark is left. */
  zeroStack({ addr }) {
    const { core, sram } = this.powered().rp2040;
    sram.fill(0, addr - RAM, core.SP - RAM);
    return { sp: core.SP };
  }

  log({ on }) {
    this.board.logging = Boolean(on);
    return {};
  }

  edges({ pin }) {
    return { edges: this.board.takeEdges(pin) };
  }

  loaded() {
    if (this.parts === null) {
      throw new Error('no chip yet: load a UF2 and a boot ROM first');
    }
  }

  powered() {
    if (this.chip === null) {
      throw new Error('the chip has no power: power_on first');
    }
    return this.chip;
  }

  checkRange(at, size) {
    this.loaded();
    if (!(at >= 0 && size >= 0 && at + size <= this.parts.flash.length)) {
      throw new Error(`outside the flash: ${size} bytes at ${at}`);
    }
  }
}

function file(path, what, variable) {
  if (!path) {
    throw new Error(`${what} is not named; set ${variable} to the file`);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`cannot read ${what} (${path}): ${error.code ?? error.message}; set ${variable} to the file`);
  }
}

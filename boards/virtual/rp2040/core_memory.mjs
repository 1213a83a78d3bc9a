/**
 * The processor's way to memory: RAM and flash straight from their arrays, everything else by rp2040js; and the
 * loads and stores of more than one register or with a register as offset.
 *
 * Sections are those of the ARMv6-M Architecture Reference Manual.
 */

import { CortexM0Core } from './library.mjs';

const FLASH_OFFSET = 0xffffff;
const RAM = 0x20000000;
const LINE_SHIFT = 3; // lines of 8 bytes
const SP = 13;
const LR = 14;

/** A core with fast memory. It takes RAM, flash and ROM of `rp2040` as they are when it is made. */
export class MemoryCore extends CortexM0Core {
  constructor(rp2040) {
    super(rp2040);
    const words = (bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
    const halves = (bytes) => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
    this.ram8 = rp2040.sram;
    this.ram16 = halves(rp2040.sram);
    this.ram32 = words(rp2040.sram);
    this.flash8 = rp2040.flash;
    this.flash16 = halves(rp2040.flash);
    this.flash32 = words(rp2040.flash);
    this.rom16 = halves(rp2040.bootrom);
    this.cache = null; // of the flash (xip_cache.mjs); null: the processor never waits for flash
    this.line = -1; // of the flash, from which the last instruction came
    this.stalled = 0; // cycles waited for flash since the run loop took them
  }

  /** An instruction comes from another line than the one before. */
  fetch(pc) {
    this.line = pc >>> LINE_SHIFT;
    if (this.cache !== null) {
      this.stalled += this.cache.read(pc);
    }
  }

  /** Data come from flash. A miss may have replaced the line that instructions come from. */
  waitFor(address) {
    const cycles = this.cache.read(address);
    if (cycles) {
      this.stalled += cycles;
      this.line = -1;
    }
  }

  load32(address) {
    const top = address >>> 24;
    if ((address & 3) === 0) {
      if (top === 0x20 && address - RAM < this.ram8.length) {
        return this.ram32[(address - RAM) >>> 2];
      }
      if (top >= 0x10 && top <= 0x13 && (address & FLASH_OFFSET) < this.flash8.length) {
        if (this.cache !== null) {
          this.waitFor(address);
        }
        return this.flash32[(address & FLASH_OFFSET) >>> 2];
      }
    }
    return this.rp2040.readUint32(address);
  }

  load16(address) {
    const top = address >>> 24;
    if ((address & 1) === 0) {
      if (top === 0x20 && address - RAM < this.ram8.length) {
        return this.ram16[(address - RAM) >>> 1];
      }
      if (top >= 0x10 && top <= 0x13 && (address & FLASH_OFFSET) < this.flash8.length) {
        if (this.cache !== null) {
          this.waitFor(address);
        }
        return this.flash16[(address & FLASH_OFFSET) >>> 1];
      }
    }
    return this.rp2040.readUint16(address);
  }

  load8(address) {
    const top = address >>> 24;
    if (top === 0x20 && address - RAM < this.ram8.length) {
      return this.ram8[address - RAM];
    }
    if (top >= 0x10 && top <= 0x13 && (address & FLASH_OFFSET) < this.flash8.length) {
      if (this.cache !== null) {
        this.waitFor(address);
      }
      return this.flash8[address & FLASH_OFFSET];
    }
    return this.rp2040.readUint8(address);
  }

  store32(address, value) {
    if (address >>> 24 === 0x20 && (address & 3) === 0 && address - RAM < this.ram8.length) {
      this.ram32[(address - RAM) >>> 2] = value;
    } else if (address >>> 24 === 0x10) {
      this.cache?.drop(address); // flash is not written so, but its line is let go
      this.line = -1;
    } else {
      this.rp2040.writeUint32(address, value);
    }
  }

  store16(address, value) {
    if (address >>> 24 === 0x20 && (address & 1) === 0 && address - RAM < this.ram8.length) {
      this.ram16[(address - RAM) >>> 1] = value;
    } else {
      this.rp2040.writeUint16(address, value & 0xffff);
    }
  }

  store8(address, value) {
    if (address >>> 24 === 0x20 && address - RAM < this.ram8.length) {
      this.ram8[address - RAM] = value;
    } else {
      this.rp2040.writeUint8(address, value & 0xff);
    }
  }

  /** Cycles of a load or store beyond the first. */
  busCycles(address, write) {
    const area = address >>> 28;
    if (area === 4) {
      return write ? 4 : 3; // APB
    }
    return area === 0xd ? 0 : 1; // SIO has a port of its own
  }

  /** Loads and stores with a register as offset (A5.2.4). */
  indexed(kind, d, address) {
    const r = this.registers;
    switch (kind) {
      case 0:
        this.store32(address, r[d]);
        return 1 + this.busCycles(address, true);
      case 1:
        this.store16(address, r[d]);
        return 1 + this.busCycles(address, true);
      case 2:
        this.store8(address, r[d]);
        return 1 + this.busCycles(address, true);
      case 3:
        r[d] = (this.load8(address) << 24) >> 24;
        break;
      case 4:
        r[d] = this.load32(address);
        break;
      case 5:
        r[d] = this.load16(address);
        break;
      case 6:
        r[d] = this.load8(address);
        break;
      default:
        r[d] = (this.load16(address) << 16) >> 16;
    }
    return 1 + this.busCycles(address, false);
  }

  /** PUSH (A6.7.50). */
  push(op) {
    const r = this.registers;
    let address = r[SP];
    let cycles = 1;
    if (op & 0x100) {
      address = (address - 4) >>> 0;
      this.store32(address, r[LR]);
    }
    for (let register = 7; register >= 0; register--) {
      if (op & (1 << register)) {
        address = (address - 4) >>> 0;
        this.store32(address, r[register]);
        cycles++;
      }
    }
    r[SP] = address;
    return cycles;
  }

  /** POP (A6.7.49). */
  pop(op) {
    const r = this.registers;
    let address = r[SP];
    let cycles = 1;
    for (let register = 0; register < 8; register++) {
      if (op & (1 << register)) {
        r[register] = this.load32(address);
        address = (address + 4) >>> 0;
        cycles++;
      }
    }
    if (op & 0x100) {
      const target = this.load32(address);
      r[SP] = address + 4;
      this.BXWritePC(target);
      return cycles + 2;
    }
    r[SP] = address;
    return cycles;
  }

  /** STM and LDM (A6.7.40, A6.7.25). */
  multiple(op) {
    const r = this.registers;
    const base = (op >> 8) & 7;
    const loads = (op & 0x800) !== 0;
    let address = r[base];
    let cycles = 1;
    for (let register = 0; register < 8; register++) {
      if (op & (1 << register)) {
        if (loads) {
          r[register] = this.load32(address);
        } else {
          this.store32(address, r[register]);
        }
        address = (address + 4) >>> 0;
        cycles++;
      }
    }
    if (!loads || !(op & (1 << base))) {
      r[base] = address;
    }
    return cycles;
  }
}

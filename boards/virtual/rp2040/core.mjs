/**
 * The processor: rp2040js's Cortex-M0+ with its sleep mended and its common instructions taken by a table instead
 * of a long chain of comparisons (it spends its life here). Rare instructions are left to rp2040js.
 *
 * Source: ARMv6-M Architecture Reference Manual, A5.2 (encodings), B1.5.17 to B1.5.19 (WFE, WFI, PRIMASK: a
 * pending interrupt ends the sleep even if it may not be taken yet). Cycles are those of rp2040js: Cortex-M0+
 * Technical Reference Manual, table 3-1, from memory without wait states.
 */

import { ArithmeticCore } from './core_arithmetic.mjs';

const FLASH_OFFSET = 0xffffff;
const RAM = 0x20000000;
const LINE_SHIFT = 3; // lines of the flash's cache, 8 bytes each
const LOWEST_PRIORITY = 4;
const SP = 13;
const LR = 14;
const PC = 15;

/** The chip's first core; the second one sleeps for ever. */
export class Core extends ArithmeticCore {
  /** An enabled interrupt is pending that would be taken now if PRIMASK were clear. */
  get wakes() {
    if (this.pendingSystick || this.pendingPendSV) {
      return true;
    }
    const pending = this.pendingInterrupts & this.enabledInterrupts;
    if (pending === 0) {
      return false;
    }
    const running = this.IPSR ? this.exceptionPriority(this.IPSR) : LOWEST_PRIORITY;
    for (let priority = 0; priority < running; priority++) {
      if (pending & this.interruptPriorities[priority]) {
        return true;
      }
    }
    return false;
  }

  setInterrupt(irq, value) {
    const bit = 1 << irq;
    if (!value) {
      this.pendingInterrupts &= ~bit;
    } else if (!(this.pendingInterrupts & bit)) {
      this.pendingInterrupts |= bit;
      this.interruptsUpdated = true;
      if (this.waiting && this.wakes) {
        this.waiting = false;
      }
    }
  }

  /** Run one instruction; returns its cycles. */
  executeInstruction() {
    if (this.interruptsUpdated && this.checkForInterrupts()) {
      this.waiting = false;
    }
    const r = this.registers;
    const pc = r[PC];
    const top = pc >>> 24;
    let op;
    if (top === 0x10) {
      op = this.flash16[(pc & FLASH_OFFSET) >>> 1];
      if (pc >>> LINE_SHIFT !== this.line) {
        this.fetch(pc);
      }
    } else if (top === 0x20) {
      op = this.ram16[(pc - RAM) >>> 1];
    } else if (pc < 0x4000) {
      op = this.rom16[pc >>> 1];
    }
    r[PC] = pc + 2;
    if (op === undefined) {
      return this.rare();
    }
    const d = op & 7;
    const n = (op >> 3) & 7;
    switch (op >>> 11) {
      case 0: {
        // LSLS immediate, MOVS register
        const by = (op >> 6) & 0x1f;
        if (by) {
          this.C = ((r[n] >>> (32 - by)) & 1) === 1;
        }
        r[d] = this.flags(r[n] << by);
        return 1;
      }
      case 1: {
        const by = ((op >> 6) & 0x1f) || 32;
        this.C = ((r[n] >>> (by - 1)) & 1) === 1;
        r[d] = this.flags(by < 32 ? r[n] >>> by : 0);
        return 1;
      }
      case 2: {
        const by = ((op >> 6) & 0x1f) || 32;
        const value = r[n] | 0;
        this.C = ((value >> (by - 1)) & 1) === 1;
        r[d] = this.flags(value >> Math.min(by, 31));
        return 1;
      }
      case 3: {
        const m = (op >> 6) & 7;
        const other = op & 0x400 ? m : r[m];
        r[d] = op & 0x200 ? this.add(r[n], ~other >>> 0, 1) : this.add(r[n], other, 0);
        return 1;
      }
      case 4:
        r[(op >> 8) & 7] = this.flags(op & 0xff);
        return 1;
      case 5:
        this.add(r[(op >> 8) & 7], ~(op & 0xff) >>> 0, 1);
        return 1;
      case 6:
        r[(op >> 8) & 7] = this.add(r[(op >> 8) & 7], op & 0xff, 0);
        return 1;
      case 7:
        r[(op >> 8) & 7] = this.add(r[(op >> 8) & 7], ~(op & 0xff) >>> 0, 1);
        return 1;
      case 8:
        return op & 0x400 ? this.special(op, pc) : this.process((op >> 6) & 0xf, d, n);
      case 9: {
        // LDR literal
        const address = ((pc + 4) & ~3) + ((op & 0xff) << 2);
        r[(op >> 8) & 7] = this.load32(address >>> 0);
        return 2;
      }
      case 10:
      case 11:
        return this.indexed((op >> 9) & 7, d, (r[n] + r[(op >> 6) & 7]) >>> 0);
      case 12: {
        const address = (r[n] + ((op >> 4) & 0x7c)) >>> 0;
        this.store32(address, r[d]);
        return 1 + this.busCycles(address, true);
      }
      case 13: {
        const address = (r[n] + ((op >> 4) & 0x7c)) >>> 0;
        r[d] = this.load32(address);
        return 1 + this.busCycles(address, false);
      }
      case 14: {
        const address = (r[n] + ((op >> 6) & 0x1f)) >>> 0;
        this.store8(address, r[d]);
        return 1 + this.busCycles(address, true);
      }
      case 15: {
        const address = (r[n] + ((op >> 6) & 0x1f)) >>> 0;
        r[d] = this.load8(address);
        return 1 + this.busCycles(address, false);
      }
      case 16: {
        const address = (r[n] + ((op >> 5) & 0x3e)) >>> 0;
        this.store16(address, r[d]);
        return 1 + this.busCycles(address, true);
      }
      case 17: {
        const address = (r[n] + ((op >> 5) & 0x3e)) >>> 0;
        r[d] = this.load16(address);
        return 1 + this.busCycles(address, false);
      }
      case 18:
        this.store32((r[SP] + ((op & 0xff) << 2)) >>> 0, r[(op >> 8) & 7]);
        return 2;
      case 19:
        r[(op >> 8) & 7] = this.load32((r[SP] + ((op & 0xff) << 2)) >>> 0);
        return 2;
      case 20:
        r[(op >> 8) & 7] = ((pc + 4) & ~3) + ((op & 0xff) << 2);
        return 1;
      case 21:
        r[(op >> 8) & 7] = r[SP] + ((op & 0xff) << 2);
        return 1;
      case 22:
      case 23:
        return this.miscellaneous(op);
      case 24:
      case 25:
        return this.multiple(op);
      case 26:
      case 27: {
        const condition = (op >> 8) & 0xf;
        if (condition >= 14) {
          break; // UDF, SVC
        }
        if (this.holds(condition)) {
          r[PC] = pc + 4 + ((op << 24) >> 23);
          return 2;
        }
        return 1;
      }
      case 28:
        r[PC] = pc + 4 + ((op << 21) >> 20);
        return 2;
      case 30: {
        const second = this.load16(r[PC]);
        if ((second & 0xd000) !== 0xd000) {
          break; // MSR, MRS, barriers
        }
        // BL: S, I1, I2, imm10, imm11 (A6.7.13)
        const sign = (op >> 10) & 1;
        const i1 = 1 ^ sign ^ ((second >> 13) & 1);
        const i2 = 1 ^ sign ^ ((second >> 11) & 1);
        r[LR] = (pc + 4) | 1;
        const far = (i1 << 23) | (i2 << 22) | ((op & 0x3ff) << 12) | ((second & 0x7ff) << 1);
        r[PC] = pc + 4 + (sign ? far - 0x1000000 : far);
        return 3;
      }
    }
    return this.rare();
  }

  /** ADD, CMP, MOV with high registers; BX, BLX (A5.2.3). */
  special(op, pc) {
    const r = this.registers;
    const d = ((op >> 4) & 8) | (op & 7);
    const m = (op >> 3) & 0xf;
    const value = m === PC ? pc + 4 : r[m];
    switch ((op >> 8) & 3) {
      case 1:
        this.add(d === PC ? pc + 4 : r[d], ~value >>> 0, 1);
        return 1;
      case 3:
        if (op & 0x80) {
          r[LR] = (pc + 2) | 1;
          r[PC] = value & ~1;
        } else {
          this.BXWritePC(value);
        }
        return 2;
    }
    const result = (op & 0x300) === 0x200 ? value : value + (d === PC ? pc + 4 : r[d]);
    if (d === PC) {
      r[PC] = result & ~1;
      return 2;
    }
    r[d] = d === SP ? result & ~3 : result;
    return 1;
  }

  /** PUSH, POP, stack pointer, extensions (A5.2.5); the rest is rare. */
  miscellaneous(op) {
    const r = this.registers;
    const d = op & 7;
    const value = r[(op >> 3) & 7];
    switch ((op >> 6) & 0x3f) {
      case 0:
      case 1:
        r[SP] = r[SP] + ((op & 0x7f) << 2);
        return 1;
      case 2:
      case 3:
        r[SP] = r[SP] - ((op & 0x7f) << 2);
        return 1;
      case 8:
        r[d] = (value << 16) >> 16;
        return 1;
      case 9:
        r[d] = (value << 24) >> 24;
        return 1;
      case 10:
        r[d] = value & 0xffff;
        return 1;
      case 11:
        r[d] = value & 0xff;
        return 1;
      case 16:
      case 17:
      case 18:
      case 19:
      case 20:
      case 21:
      case 22:
      case 23:
        return this.push(op);
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
        return this.pop(op);
      default:
        return this.rare();
    }
  }

  /** The instruction just fetched, by rp2040js. */
  rare() {
    const r = this.registers;
    r[PC] = r[PC] - 2;
    const cycles = super.executeInstruction();
    if (this.waiting) {
      this.waiting = !this.wakes;
    }
    return cycles;
  }
}

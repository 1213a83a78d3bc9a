/**
 * The processor's arithmetic: results and flags. Sections are those of the ARMv6-M Architecture Reference Manual.
 */

import { MemoryCore } from './core_memory.mjs';

/** A core that can calculate. */
export class ArithmeticCore extends MemoryCore {
  /** a + b + carry with all flags (AddWithCarry, A2.2.1). Operands unsigned. */
  add(a, b, carry) {
    const sum = a + b + carry;
    const result = sum >>> 0;
    this.N = (result & 0x80000000) !== 0;
    this.Z = result === 0;
    this.C = sum > 0xffffffff;
    this.V = ((a ^ result) & (b ^ result) & 0x80000000) !== 0;
    return result;
  }

  flags(result) {
    this.N = (result & 0x80000000) !== 0;
    this.Z = (result | 0) === 0;
    return result;
  }

  holds(condition) {
    switch (condition) {
      case 0:
        return this.Z;
      case 1:
        return !this.Z;
      case 2:
        return this.C;
      case 3:
        return !this.C;
      case 4:
        return this.N;
      case 5:
        return !this.N;
      case 6:
        return this.V;
      case 7:
        return !this.V;
      case 8:
        return this.C && !this.Z;
      case 9:
        return !this.C || this.Z;
      case 10:
        return this.N === this.V;
      case 11:
        return this.N !== this.V;
      case 12:
        return this.N === this.V && !this.Z;
      default:
        return this.N !== this.V || this.Z;
    }
  }

  /** LSL, LSR, ASR by a register's low byte (A6.7.36 and others). */
  shift(kind, value, by) {
    if (by === 0) {
      return value;
    }
    if (kind === 2) {
      this.C = by < 33 && ((value >>> (32 - by)) & 1) === 1;
      return by < 32 ? value << by : 0;
    }
    if (kind === 3) {
      this.C = by < 33 && ((value >>> (by - 1)) & 1) === 1;
      return by < 32 ? value >>> by : 0;
    }
    const places = Math.min(by, 32);
    this.C = (((value | 0) >> (places - 1)) & 1) === 1;
    return (value | 0) >> Math.min(places, 31);
  }

  /** Data processing, registers only (A5.2.2). */
  process(kind, d, m) {
    const r = this.registers;
    switch (kind) {
      case 0:
        r[d] = this.flags(r[d] & r[m]);
        break;
      case 1:
        r[d] = this.flags(r[d] ^ r[m]);
        break;
      case 2:
      case 3:
      case 4:
        r[d] = this.flags(this.shift(kind, r[d], r[m] & 0xff));
        break;
      case 5:
        r[d] = this.add(r[d], r[m], this.C ? 1 : 0);
        break;
      case 6:
        r[d] = this.add(r[d], ~r[m] >>> 0, this.C ? 1 : 0);
        break;
      case 7: {
        const by = r[m] & 0xff;
        const value = r[d];
        const places = by & 31;
        const result = places ? (value >>> places) | (value << (32 - places)) : value;
        if (by) {
          this.C = (result & 0x80000000) !== 0;
        }
        r[d] = this.flags(result);
        break;
      }
      case 8:
        this.flags(r[d] & r[m]);
        break;
      case 9:
        r[d] = this.add(0, ~r[m] >>> 0, 1);
        break;
      case 10:
        this.add(r[d], ~r[m] >>> 0, 1);
        break;
      case 11:
        this.add(r[d], r[m], 0);
        break;
      case 12:
        r[d] = this.flags(r[d] | r[m]);
        break;
      case 13:
        r[d] = this.flags(Math.imul(r[d], r[m]));
        break;
      case 14:
        r[d] = this.flags(r[d] & ~r[m]);
        break;
      default:
        r[d] = this.flags(~r[m]);
    }
    return 1;
  }
}

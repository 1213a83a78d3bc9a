/**
 * One state machine of a PIO in its own divided clock. What the instructions do is left to rp2040js, but for JMP,
 * which the pen's programs are made of. Sections are those of the RP2040 data sheet.
 */

import { StateMachine } from './library.mjs';

const SHIFTCTRL = 0x08; // offset in a state machine's registers
const INSTR = 0x10;
const FJOIN_RX = 1 << 31;
const FJOIN_TX = 1 << 30;
const FIFO_DEPTH = 4;

/** One state machine: when it runs its next instruction, and what a cycle of it costs. */
export class TimedMachine extends StateMachine {
  constructor(rp2040, pio, index) {
    super(rp2040, pio, index);
    /** When the next instruction runs (ns of the chip). A stalled instruction keeps its first time. */
    this.at = 0;
    this.fraction = 0; // 1/256 cycles of the system clock that the divider still owes
    this.executing = false;
    this.decode();
  }

  get runnable() {
    return this.enabled && !this.waiting;
  }

  /** Registers into fields, once a change: divider in 1/256 cycles (section 3.5.5), side-set layout (3.5.1). */
  decode() {
    this.period = (this.clockDivInt || 65536) * 256 + (this.clockDivInt ? this.clockDivFrac : 0);
    const optional = (this.execCtrl >>> 30) & 1;
    const count = (this.pinCtrl >>> 29) & 7;
    this.delayMask = (1 << (5 - count)) - 1;
    this.sideShift = 5 - count;
    this.sideWidth = count - optional;
    this.sideFirst = (this.pinCtrl >>> 10) & 0x1f;
    this.sideOptional = optional === 1;
    this.jumpPin = (this.execCtrl >>> 24) & 0x1f;
    this.wrapAt = (this.execCtrl >>> 12) & 0x1f;
    this.wrapTo = (this.execCtrl >>> 7) & 0x1f;
  }

  /** Let `cycles` of this machine's clock pass. Edges fall on whole system cycles, as in the real divider. */
  spend(cycles) {
    const units = this.fraction + cycles * this.period;
    const whole = Math.floor(units / 256);
    this.at += whole * this.pio.cycleNs;
    this.fraction = units - whole * 256;
  }

  /** To the first clock edge of this machine at or after `now`. */
  align(now) {
    const behind = now - this.at;
    if (behind > 0) {
      this.spend(Math.ceil(((behind / this.pio.cycleNs) * 256 - this.fraction) / this.period));
    }
  }

  /** Start at `now` with a fresh divider. */
  start(now) {
    this.at = now;
    this.fraction = 0;
    this.checkWait();
  }

  /** Run until the time `until` has passed or the machine stalls. */
  run(until) {
    while (this.at <= until && !this.waiting) {
      const opcode = this.pio.instructions[this.pc];
      this.pio.now = this.at;
      if (opcode < 0x2000) {
        this.jump(opcode, until);
        continue;
      }
      this.cycles = 0;
      this.updatePC = true;
      this.executing = true;
      this.executeInstruction(opcode);
      this.executing = false;
      if (this.updatePC) {
        this.nextPC();
      }
      if (!this.waiting) {
        this.spend(this.cycles);
      }
    }
  }

  /** JMP (section 3.4.2), with its side-set and delay. A counting loop onto itself is taken in one stride. */
  jump(opcode, until) {
    const field = (opcode >> 8) & 0x1f;
    const cost = 1 + (field & this.delayMask);
    const target = opcode & 0x1f;
    let taken = true;
    if (this.sideWidth > 0 && !(this.sideOptional && !(field & 0x10))) {
      this.setSideset((field & ~this.delayMask & (this.sideOptional ? 0xf : 0x1f)) >> this.sideShift, this.sideWidth);
    }
    switch ((opcode >> 5) & 7) {
      case 2:
        this.x = this.countDown(this.x, target, cost, until);
        taken = this.x !== 0;
        this.x = (this.x - 1) >>> 0;
        break;
      case 4:
        this.y = this.countDown(this.y, target, cost, until);
        taken = this.y !== 0;
        this.y = (this.y - 1) >>> 0;
        break;
      case 6:
        taken = this.rp2040.gpio[this.jumpPin]?.inputValue ?? false;
        break;
      default:
        taken = this.jmpCondition((opcode >> 5) & 7);
    }
    if (taken) {
      this.pc = target;
    } else {
      this.pc = this.pc === this.wrapAt ? this.wrapTo : (this.pc + 1) & 0x1f;
    }
    this.spend(cost);
  }

  /** The rounds of `jmp(n_dec, itself)` that fit before `until` go by at once; the last one is left to run. */
  countDown(counter, target, cost, until) {
    if (target !== this.pc || counter === 0) {
      return counter;
    }
    const roundNs = Math.ceil((cost * this.period) / 256) * this.pio.cycleNs;
    const rounds = Math.min(counter, Math.floor((until - this.at) / roundNs));
    if (rounds > 0) {
      this.spend(rounds * cost);
    }
    return counter - Math.max(0, rounds);
  }

  /** A stalled instruction looks again; when it can go on, it does so on this machine's next clock edge. */
  checkWait() {
    if (!this.waiting || !(this.enabled || this.executing)) {
      return;
    }
    super.checkWait();
    if (!this.waiting && !this.executing) {
      this.align(this.pio.now);
      this.spend(1 + Math.max(0, this.waitDelay));
      this.pio.arm();
    }
  }

  restart() {
    super.restart();
    this.at = this.pio.now;
  }

  /** CLKDIV_RESTART: the divider starts anew with this cycle. */
  clkDivRestart() {
    this.at = this.pio.now;
    this.fraction = 0;
  }

  writeUint32(offset, value) {
    if (offset === SHIFTCTRL && (value ^ this.shiftCtrl) & (FJOIN_RX | FJOIN_TX)) {
      this.joinFifos(value);
    }
    if (offset === INSTR && (value & 0xffff) < 0x2000) {
      this.waiting = false; // an executed JMP takes the place of the stalled instruction (section 3.5.7)
    }
    super.writeUint32(offset, value);
    this.decode();
  }

  /** A change of FJOIN empties both FIFOs (section 3.7, SHIFTCTRL); a joined one is eight deep. */
  joinFifos(value) {
    const rx = value & FJOIN_RX ? FIFO_DEPTH * 2 : value & FJOIN_TX ? 0 : FIFO_DEPTH;
    this.rxFIFO = new this.rxFIFO.constructor(rx);
    this.txFIFO = new this.txFIFO.constructor(FIFO_DEPTH * 2 - rx);
    this.updateDMARx();
    this.updateDMATx();
    this.pio.checkInterrupts();
  }
}

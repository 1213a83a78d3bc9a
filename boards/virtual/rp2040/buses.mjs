/**
 * I2C and ADC: every transfer is a question to the world, and takes its time. RP2040 data sheet 4.3 and 4.9.
 */

import { RPADC, RPI2C } from './library.mjs';

const BYTE_NS = 22_500; // nine bits at 400 kHz
const BIT_NS = 2_500;
const SAMPLE_NS = 2_000; // 96 cycles of 48 MHz, section 4.9.2.1
const IC_ENABLE = 0x6c;
const TX_EMPTY_CTRL = 1 << 8; // IC_CON
const R_TX_EMPTY = 1 << 4; // IC_RAW_INTR_STAT

/** The master whose bytes the world answers. */
export class I2c extends RPI2C {
  /**
   * @param {(question: object, done: (answer: any) => void) => void} ask puts a question to the world
   */
  constructor(rp2040, name, irq, clock, ask) {
    super(rp2040, name, irq);
    let pending = () => {};
    this.alarm = clock.createAlarm(() => pending());
    const after = (delay, action) => {
      pending = action;
      this.alarm.schedule(delay);
    };
    const answered = (action) => (answer) => after(BYTE_NS, () => action(answer));
    this.onStart = () => after(BIT_NS, () => this.completeStart());
    this.onConnect = (addr, mode) => {
      ask({ op: 'start', addr, read: mode === 1 }, (answer) => {
        if (answer !== 'stuck') {
          after(BYTE_NS, () => this.completeConnect(answer === true));
        } // else: the bus stays as it is; the port's own time limit ends the transfer
      });
    };
    this.onWriteByte = (byte) => ask({ op: 'write', byte }, answered((ack) => this.completeWrite(ack === true)));
    this.onReadByte = (ack) => ask({ op: 'read', ack }, answered((byte) => this.completeRead(Number(byte) & 0xff)));
    this.onStop = () => ask({ op: 'stop' }, () => after(BIT_NS, () => this.completeStop()));
  }

  /** With TX_EMPTY_CTRL the flag comes when the byte is on the wire, not when it leaves the FIFO (4.3.17). */
  setInterrupts(mask) {
    if (mask !== R_TX_EMPTY || !this.busy || !(this.control & TX_EMPTY_CTRL)) {
      super.setInterrupts(mask);
    }
  }

  sent() {
    if (this.txFIFO.itemCount <= this.txThreshold) {
      super.setInterrupts(R_TX_EMPTY);
    }
  }

  completeWrite(ack) {
    if (ack) {
      this.sent();
    }
    super.completeWrite(ack);
  }

  completeRead(value) {
    this.sent();
    super.completeRead(value);
  }

  /** An abort empties the FIFO, and says so (4.3.17, TX_ABRT); rp2040js forgets to. */
  abort(reason) {
    super.abort(reason);
    this.sent();
  }

  writeUint32(offset, value) {
    if (offset === IC_ENABLE && !(value & 1)) {
      // Disabling lets go of a stuck transfer (section 4.3.10.1); rp2040js would wait for it for ever.
      this.alarm.cancel();
      this.state = 0;
      this.busy = false;
      this.stop = false;
      this.pendingRestart = false;
    }
    super.writeUint32(offset, value);
  }
}

/** The converter whose results the world gives. */
export class Adc extends RPADC {
  constructor(rp2040, clock, ask) {
    super(rp2040, 'ADC');
    let value = 0;
    const alarm = clock.createAlarm(() => this.completeADCRead(value, false));
    this.onADCRead = (channel) => {
      ask({ channel }, (answer) => {
        value = Math.max(0, Math.min(0xfff, Number(answer) | 0));
        alarm.schedule(SAMPLE_NS);
      });
    };
  }
}

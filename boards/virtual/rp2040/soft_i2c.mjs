/**
 * The I2C bus when the port works its pins by hand. MicroPython's rp2 port does so for writes of length zero,
 * that is for `I2C.scan()`. Reading data this way is not modelled. NXP UM10204, section 3.1.
 */

const FUNCTION_SIO = 5;
const RELEASED = -1;

/** A listener on the two lines that puts each byte to the world. */
export class SoftI2c {
  /**
   * @param {Pads} pads
   * @param {(question: object, done: (answer: any) => void) => void} ask
   */
  constructor(gpio, pads, sda, scl, ask) {
    this.gpio = gpio;
    this.pads = pads;
    this.sda = sda;
    this.scl = scl;
    this.ask = ask;
    this.idle();
  }

  idle() {
    this.active = false;
    this.bits = 0;
    this.byte = 0;
    this.first = true;
  }

  /** A pad has a new level. */
  level(pin, level) {
    if (pin !== this.sda && pin !== this.scl) {
      return;
    }
    if (this.gpio[this.sda].functionSelect !== FUNCTION_SIO || this.gpio[this.scl].functionSelect !== FUNCTION_SIO) {
      return;
    }
    if (pin === this.scl) {
      this.clock(level);
    } else if (this.pads.level[this.scl] === 1) {
      this.condition(level);
    }
  }

  /** SDA moves while SCL is high: START or STOP. */
  condition(level) {
    const wasActive = this.active;
    this.idle();
    this.active = level === 0;
    if (level === 1 && wasActive) {
      this.ask({ op: 'stop' }, () => {});
    }
  }

  clock(level) {
    if (!this.active) {
      return;
    }
    if (level === 1) {
      if (this.bits < 8) {
        this.byte = (this.byte << 1) | this.pads.level[this.sda];
      }
      this.bits++;
      return;
    }
    if (this.bits === 8) {
      const acknowledge = (answer) => answer === true && this.pads.driveExtra(this.sda, 0);
      if (this.first) {
        this.ask({ op: 'start', addr: this.byte >> 1, read: (this.byte & 1) === 1 }, acknowledge);
      } else {
        this.ask({ op: 'write', byte: this.byte }, acknowledge);
      }
    } else if (this.bits > 8) {
      this.first = false;
      this.bits = 0;
      this.byte = 0;
      this.pads.driveExtra(this.sda, RELEASED);
    }
  }
}

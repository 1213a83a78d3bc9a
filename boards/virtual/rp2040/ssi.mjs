/**
 * The serial side of the flash chip: SSI controller, its chip select, and the commands that are sent by hand
 * (identity at power-on, second boot stage). Writing goes by flash_rom.mjs. Sources: RP2040 data sheet 4.10
 * (SSI), 2.19.6.2 (IO_QSPI), 2.6.3.6 (XIP control); W25Q16JV data sheet, section 8.2 (commands).
 */

import { BasePeripheral, RPSSI } from './library.mjs';

const CTRLR0 = 0x00;
const SSIENR = 0x08;
const BAUDR = 0x14;
const TXFLR = 0x20;
const RXFLR = 0x24;
const SR = 0x28;
const SR_IDLE = 0x06; // TX FIFO empty and not full
const SR_RFNE = 0x08;
const DR0 = 0x60;
const DR_LAST = 0xec;
const SPI_CTRLR0 = 0xf4;
const SS_CTRL = 0x0c; // IO_QSPI_GPIO_QSPI_SS_CTRL
const OUTOVER = 3 << 8;
const OUTOVER_LOW = 2 << 8;

const READ_DATA = 0x03;
const READ_STATUS_2 = 0x35;
const QUAD_ENABLED = 0x02;
const READ_ID = 0x9f;
const JEDEC_ID = [0xef, 0x40, 0x15]; // Winbond, 2 MiB
const UNIQUE_ID = 0x4b;
const DUMMY_BYTES = 4;

const CTRL = 0x00;
const FLUSH = 0x04;
const STAT = 0x08;
const CTR_HIT = 0x0c;
const CTR_ACC = 0x10;
const ENABLED = 1;
const CTRL_MASK = 0x0b; // EN, ERR_BADWRITE, POWER_DOWN
const CTRL_RESET = 0x03;
const READY = 0x3; // STAT: flush ready, stream FIFO empty
const FULL = 0xffffffff; // where the counters stop

/** The flash chip's command interpreter: a byte in, a byte out. */
class Commands {
  constructor(flash, uid) {
    this.flash = flash;
    this.uid = uid;
    this.sent = [];
  }

  /** Chip select has gone up: the next byte is a command. */
  end() {
    this.sent = [];
  }

  exchange(byte) {
    const count = this.sent.push(byte) - 1;
    const [command] = this.sent;
    if (count === 0) {
      return 0xff;
    }
    switch (command) {
      case READ_DATA: {
        const [, high, middle, low] = this.sent;
        return count < 4 ? 0xff : (this.flash[((high << 16) | (middle << 8) | low) + count - 4] ?? 0xff);
      }
      case READ_STATUS_2:
        return QUAD_ENABLED;
      case READ_ID:
        return JEDEC_ID[count - 1] ?? 0xff;
      case UNIQUE_ID:
        return count <= DUMMY_BYTES ? 0xff : (this.uid[count - 1 - DUMMY_BYTES] ?? 0xff);
      default:
        return 0; // status 1 (0x05): ready; everything else: nothing to say
    }
  }
}

/** The SSI with a receive FIFO. */
export class Ssi extends RPSSI {
  /**
   * @param {Uint8Array} uid the eight bytes of the flash chip's unique ID
   * @param {XipCache} cache reads of which go out by this controller
   */
  constructor(rp2040, flash, uid, cache) {
    super(rp2040, 'SSI');
    this.cache = cache;
    this.commands = new Commands(flash, uid);
    this.received = [];
    this.forced = false; // chip select held by hand
  }

  readUint32(offset) {
    if (offset >= DR0 && offset <= DR_LAST) {
      const byte = this.received.shift() ?? 0;
      if (this.received.length === 0 && !this.forced) {
        this.commands.end(); // the controller lets go of chip select when it has nothing to send
      }
      return byte;
    }
    switch (offset) {
      case SR:
        return SR_IDLE | (this.received.length ? SR_RFNE : 0);
      case RXFLR:
        return this.received.length;
      case TXFLR:
        return 0;
    }
    return super.readUint32(offset);
  }

  writeUint32(offset, value) {
    if (offset >= DR0 && offset <= DR_LAST) {
      this.received.push(this.commands.exchange(value & 0xff));
      return;
    }
    if (offset === SSIENR && !(value & 1)) {
      this.received = [];
      this.commands.end();
    }
    super.writeUint32(offset, value);
    if (offset === CTRLR0 || offset === SPI_CTRLR0 || offset === BAUDR) {
      this.cache.timed(this.crtlr0, this.spictlr0, this.baudr);
    }
  }

  /** Chip select by hand: low begins a command, else it ends. */
  select(low) {
    this.forced = low;
    this.commands.end();
    this.received = [];
  }
}

/** IO_QSPI: only the chip select's override matters; the rest is kept and read back. */
export class IoQspi extends BasePeripheral {
  constructor(rp2040, ssi) {
    super(rp2040, 'IO_QSPI');
    this.ssi = ssi;
    this.words = new Uint32Array(0x60 / 4);
  }

  readUint32(offset) {
    return this.words[offset >> 2] ?? 0;
  }

  writeUint32(offset, value) {
    const before = this.words[SS_CTRL >> 2] & OUTOVER;
    this.words[offset >> 2] = value;
    const after = this.words[SS_CTRL >> 2] & OUTOVER;
    if (after !== before) {
      this.ssi.select(after === OUTOVER_LOW);
    }
  }
}

/** XIP control: the cache's switch, its flush and its counters. */
export class XipControl extends BasePeripheral {
  /**
   * @param {XipCache} cache
   * @param {() => void} flushed called after a flush
   */
  constructor(rp2040, cache, flushed) {
    super(rp2040, 'XIP');
    this.cache = cache;
    this.flushed = flushed;
    this.control = CTRL_RESET;
  }

  readUint32(offset) {
    const values = { [CTRL]: this.control, [STAT]: READY, [CTR_HIT]: this.cache.hits, [CTR_ACC]: this.cache.reads };
    return Math.min(values[offset] ?? 0, FULL);
  }

  writeUint32(offset, value) {
    switch (offset) {
      case CTRL:
        this.control = value & CTRL_MASK;
        this.cache.enabled = (value & ENABLED) === ENABLED;
        break;
      case FLUSH:
        this.cache.flush();
        this.flushed();
        break;
      case CTR_HIT:
        this.cache.hits = 0;
        break;
      case CTR_ACC:
        this.cache.reads = 0;
        break;
    }
  }
}

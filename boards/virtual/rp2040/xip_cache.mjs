/**
 * The cache between the processor and the flash chip: which reads of flash find their bytes in it, and how many
 * cycles the others wait. It holds no bytes: flash changes only by flash_rom.mjs, which flushes the cache.
 *
 * Sources: RP2040 data sheet 2.6.3 (XIP), 2.6.3.1 (16 KB, two ways, a hit takes one cycle; the aliases), 2.6.3.2
 * (8 bytes a line; a flush takes 1024 cycles; a write deallocates), 4.10.13 (SSI registers); W25Q16JV data sheet 8.2.13
 * (fast read quad I/O). They do not say which way is replaced, here the one used less recently; nor whether a line comes
 * in one transfer, here it does. Cache-as-SRAM (0x15), streaming and reads by DMA are not modelled.
 */

const LINE_BYTES = 8;
const WORD_BYTES = 4;
const SETS = 1024; // 16 KB, two ways, 8 bytes a line
const SET_MASK = SETS - 1;
const LINE_SHIFT = 3;
const FLASH_LINES = 0x1fffff; // 24 bits of flash address, in lines
const NOTHING = -1;
export const FLUSH_CYCLES = 1024; // data sheet 2.6.3.2

// what the two low bits of the alias (0x10 to 0x13) mean, data sheet 2.6.3.1
const NOT_ALLOCATING = 1;
const NOT_CHECKING = 2;

/**
 * Which lines are held. `missCycles`: cycles in which a line comes from the flash chip,
 * `wordCycles`: in which a word comes past the cache. Both as the SSI is set up (ssi.mjs).
 */
export class XipCache {
  constructor() {
    this.newer = new Int32Array(SETS); // of each set the line used last …
    this.older = new Int32Array(SETS); // … and the other one, which is replaced next
    this.missCycles = this.wordCycles = 0;
    this.enabled = true;
    this.hits = 0;
    this.reads = 0;
    this.flush();
  }

  /** Cycles that a read waits beyond those of a hit. `address`: in one of the four aliases. */
  read(address) {
    const line = (address >>> LINE_SHIFT) & FLASH_LINES;
    const alias = (address >>> 24) & 3;
    if (!this.enabled || alias === (NOT_ALLOCATING | NOT_CHECKING)) {
      return this.wordCycles;
    }
    this.reads++;
    const set = line & SET_MASK;
    if (this.newer[set] === line) {
      if (!(alias & NOT_CHECKING)) {
        this.hits++;
        return 0;
      }
    } else if (this.older[set] === line) {
      this.older[set] = this.newer[set];
      this.newer[set] = line;
      if (!(alias & NOT_CHECKING)) {
        this.hits++;
        return 0;
      }
    } else if (!(alias & NOT_ALLOCATING)) {
      this.older[set] = this.newer[set];
      this.newer[set] = line;
    }
    return this.missCycles;
  }

  /** A write to the first alias: its line is not held any more (data sheet 2.6.3.2). */
  drop(address) {
    const line = (address >>> LINE_SHIFT) & FLASH_LINES;
    const set = line & SET_MASK;
    if (this.older[set] === line) {
      this.older[set] = NOTHING;
    } else if (this.newer[set] === line) {
      this.newer[set] = this.older[set];
      this.older[set] = NOTHING;
    }
  }

  /** The SSI has been set up anew: its registers CTRLR0, SPI_CTRLR0 and BAUDR. */
  timed(ctrlr0, spiCtrlr0, baudr) {
    this.missCycles = readCycles(ctrlr0, spiCtrlr0, baudr, LINE_BYTES);
    this.wordCycles = readCycles(ctrlr0, spiCtrlr0, baudr, WORD_BYTES);
  }

  /** Nothing is held. */
  flush() {
    this.newer.fill(NOTHING);
    this.older.fill(NOTHING);
  }
}

/**
 * System cycles to read `bytes` from the flash chip as the SSI's registers say (data sheet 4.10.13): instruction,
 * address with mode bits, wait cycles, data, each bit or four bits a clock of `baudr` system cycles.
 *
 * The second boot stage sets continuous quad reads: 8 clocks of address and mode, 4 of waiting, 2 a byte. With a
 * divider of 2 that is 56 cycles for a line of the cache, and 40 for a word. Chip select and the bus between are left out.
 */
function readCycles(ctrlr0, spiCtrlr0, baudr, bytes) {
  const lanes = 1 << ((ctrlr0 >>> 21) & 3); // SPI_FRF: standard, dual, quad
  const transfer = spiCtrlr0 & 3; // TRANS_TYPE: what is sent by one line although the frame has more
  const instruction = [0, 4, 8, 16][(spiCtrlr0 >>> 8) & 3] / (transfer === 2 ? lanes : 1);
  const address = (((spiCtrlr0 >>> 2) & 0xf) * 4) / (transfer === 0 ? 1 : lanes);
  const waiting = (spiCtrlr0 >>> 11) & 0x1f;
  return (instruction + address + waiting + (bytes * 8) / lanes) * baudr;
}

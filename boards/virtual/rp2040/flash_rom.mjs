/**
 * Flash contents and the boot ROM. The ROM's flash functions (data sheet 2.8.3.1.3) end in the flash chip's
 * serial commands; here each is replaced, in the loaded ROM, by a breakpoint that the chip answers.
 */

export const FLASH_BYTES = 2 * 1024 * 1024; // the Pico's W25Q16JV
export const ERASE = 1; // breakpoint numbers
export const PROGRAM = 2;
export const USB_BOOT = 3;

const SECTOR = 4096;
const PAGE = 256;
const ERASE_NS = 45_000_000; // a sector, W25Q16JV data sheet 9.6: 45 ms typical
const PROGRAM_NS = 400_000; // a page: 0.4 ms typical
const ROM_BYTES = 16 * 1024;
const ROM_MAGIC = 0x01754d; // 'Mu' and 1, data sheet 2.8.3
const FUNCTION_TABLE = 0x14;
const BX_LR = 0x4770;
const BREAKPOINT = 0xbe00;

const UF2_BLOCK = 512; // https://github.com/microsoft/uf2
const UF2_MAGIC = [0x0a324655, 0x9e5d5157, 0x0ab16f30];
const RP2040_FAMILY = 0xe48bff56;
const FLASH_BASE = 0x10000000;

/** The ROM's functions by code: with a breakpoint number the chip acts, with null nothing is left to do. */
const FUNCTIONS = {
  IF: null, // connect_internal_flash
  EX: null, // flash_exit_xip
  FC: null, // flash_flush_cache
  CX: null, // flash_enter_cmd_xip
  RE: ERASE, // flash_range_erase
  RP: PROGRAM, // flash_range_program
  UB: USB_BOOT, // reset_to_usb_boot
};

/**
 * The boot ROM as words, its flash functions replaced. Throws with the remedy.
 * @param {Buffer} data the 16 KiB of the ROM
 */
export function patchedRom(data) {
  if (data.length !== ROM_BYTES) {
    throw new Error(`the boot ROM has ${data.length} bytes instead of ${ROM_BYTES}; take the RP2040's, B1 or B2`);
  }
  if ((data.readUInt32LE(0x10) & 0xffffff) !== ROM_MAGIC) {
    throw new Error('this is not the boot ROM of an RP2040 (no magic number at 0x10); take the RP2040\'s, B1 or B2');
  }
  const rom = Buffer.from(data);
  const found = new Map();
  for (let at = data.readUInt16LE(FUNCTION_TABLE); data.readUInt16LE(at) !== 0; at += 4) {
    found.set(data.toString('latin1', at, at + 2), data.readUInt16LE(at + 2) & ~1);
  }
  for (const [code, number] of Object.entries(FUNCTIONS)) {
    const at = found.get(code);
    if (at === undefined) {
      throw new Error(`the boot ROM has no function '${code}'; take the RP2040's, B1 or B2`);
    }
    rom.writeUInt16LE(number === null ? BX_LR : BREAKPOINT | number, at);
    if (number !== null) {
      rom.writeUInt16LE(BX_LR, at + 2);
    }
  }
  return new Uint32Array(rom.buffer, rom.byteOffset, ROM_BYTES / 4);
}

/**
 * An empty flash with the UF2's blocks in it. Throws with the remedy.
 * @param {Buffer} uf2 the file
 */
export function flashFromUf2(uf2) {
  if (uf2.length === 0 || uf2.length % UF2_BLOCK !== 0) {
    throw new Error(`not a UF2 file: ${uf2.length} bytes are no multiple of ${UF2_BLOCK}`);
  }
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  for (let at = 0; at < uf2.length; at += UF2_BLOCK) {
    const magic = [uf2.readUInt32LE(at), uf2.readUInt32LE(at + 4), uf2.readUInt32LE(at + UF2_BLOCK - 4)];
    if (magic.some((word, index) => word !== UF2_MAGIC[index])) {
      throw new Error(`not a UF2 file: wrong magic number in the block at ${at}`);
    }
    if (uf2.readUInt32LE(at + 28) !== RP2040_FAMILY) {
      throw new Error('this UF2 is for another chip; take MicroPython\'s for RPI_PICO (family RP2040)');
    }
    const offset = uf2.readUInt32LE(at + 12) - FLASH_BASE;
    const size = uf2.readUInt32LE(at + 16);
    if (offset < 0 || offset + size > FLASH_BYTES || size > 476) {
      throw new Error(`the UF2 writes outside the 2 MiB flash (at 0x${(offset + FLASH_BASE).toString(16)})`);
    }
    flash.set(uf2.subarray(at + 32, at + 32 + size), offset);
  }
  return flash;
}

/** A call of the ROM's erase or program function, as the protocol tells it, or a text what is wrong with it. */
export function flashCall(rp2040, number) {
  const [at, second, third] = rp2040.core.registers;
  const size = number === ERASE ? second : third;
  const unit = number === ERASE ? SECTOR : PAGE;
  if (at % unit !== 0 || size % unit !== 0 || at + size > FLASH_BYTES) {
    return `flash ${number === ERASE ? 'erase' : 'program'} of ${size} bytes at 0x${at.toString(16)}`;
  }
  if (number === ERASE) {
    return { op: 'erase', at, size };
  }
  const data = Buffer.alloc(size);
  for (let index = 0; index < size; index++) {
    data[index] = rp2040.readUint8(second + index);
  }
  return { op: 'program', at, hex: data.toString('hex') };
}

/** The bytes a good flash chip holds after the call: 0xFF, or the old ones with bits cleared. */
export function flashResult(flash, call) {
  if (call.op === 'erase') {
    return Buffer.alloc(call.size, 0xff);
  }
  return Buffer.from(call.hex, 'hex').map((byte, index) => byte & flash[call.at + index]);
}

/** How long the call takes (ns). */
export function flashTime(call) {
  return call.op === 'erase' ? (call.size / SECTOR) * ERASE_NS : (call.hex.length / 2 / PAGE) * PROGRAM_NS;
}

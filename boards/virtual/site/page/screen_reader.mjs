// @ts-check
/**
 * Reads the pen's screen back into words, from its pixels alone: boards/virtual/demo/screen_reader.py in JavaScript.
 *
 * The letters are that file's own, drawn by the firmware's canvas when the site is made (`letters.json`). A test compares
 * both readers on every kind of screen. Nothing here knows what a screen means.
 */

const WIDTH = 128;
const HEIGHT = 64;
const LARGE_DIGIT_COLUMNS = 12;
const UNIT_DROP = 9; // rows that a unit stands below the top of the digits before it
const SAME_LINE = 5; // rows
const COLON = (0x0f << 10) | (0x0f << 18); // a column of the large colon
const ZERO_IN_WORD = /(?<![\d.])0(?=[A-Za-z])|(?<=[A-Za-z])0/g;

/** @typedef {[number, number, string]} Run x, y, text */
/** @typedef {{at: number, x: number, text: string}} Found */
/** @typedef {{low: number, high: number}[]} Columns */

/** The pixels of `height` rows from `y` on of each column; the top one in bit 0.
 * @param {Columns} columns @param {number} y @param {number} height @param {boolean} [inverse] */
function cutOut(columns, y, height, inverse = false) {
  const mask = height === 32 ? 0xffffffff : (1 << height) - 1;
  return columns.map(({ low, high }) => {
    const bits = y >= 32 ? high >>> (y - 32) : y === 0 ? low : (low >>> y) | (high << (32 - y));
    return ((inverse ? ~bits : bits) & mask) >>> 0;
  });
}

const isDigit = (/** @type {string} */ text) => /^\d+$/.test(text);

export class ScreenReader {
  /** @param {any} letters letters.json */
  constructor(letters) {
    this.cell = letters.cell;
    this.symbols = letters.symbols;
    /** @type {Record<string, {width: number, chars: Map<string, string>}>} */
    this.ways = {};
    for (const way of ["text", "double", "hero", "large"]) {
      const chars = new Map(letters[way].map((/** @type {any[]} */ one) => [one.slice(0, -1).join(), one.at(-1)]));
      this.ways[way] = { width: letters[way][0].length - 1, chars };
    }
  }

  /** The lines of text on a screen, from the top; large figures with their units.
   * @param {Uint8Array} frame 1024 bytes in the display's page format @returns {string[]} */
  lines(frame) {
    /** @type {Columns} */
    const columns = [];
    for (let x = 0; x < WIDTH; x++) {
      const half = (/** @type {number} */ page) =>
        (frame[page * WIDTH + x] | (frame[(page + 1) * WIDTH + x] << 8) |
          (frame[(page + 2) * WIDTH + x] << 16) | (frame[(page + 3) * WIDTH + x] << 24)) >>> 0;
      columns.push({ low: half(0), high: half(4) });
    }
    /** @type {[number, number, number, number][]} */
    const taken = [];
    /** @type {Found[]} */
    const found = [];
    const take = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ width,
      /** @type {number} */ height, /** @type {number} */ at, /** @type {string} */ text) => {
      if (taken.every(([tx, ty, tw, th]) => x >= tx + tw || tx >= x + width || y >= ty + th || ty >= y + height)) {
        taken.push([x, y, width, height]);
        found.push({ at, x, text });
      }
    };
    for (const inverse of [false, true]) this._large(columns, inverse, take);
    /** @type {[number, Run][]} */
    const runs = this._largeNumbers(columns).map((run) => [4, run]);
    for (const run of this._runs(columns, "double", 2 * this.cell, 16, false)) runs.push([2, run]);
    for (const inverse of [false, true])
      for (const run of this._runs(columns, "text", this.cell, 8, inverse)) runs.push([1, run]);
    const weight = (/** @type {[number, Run]} */ [size, run]) => size * 1000 + [...run[2]].length;
    runs.sort((one, other) => weight(other) - weight(one));
    for (const [size, [x, y, text]] of runs) take(x, y, [...text].length * this.cell * size, 8 * size, y, text);
    return this._join(found);
  }

  /** Large digits, and what stands between and behind them.
   * @param {Columns} columns @param {boolean} inverse @param {Function} take */
  _large(columns, inverse, take) {
    const rows = new Set();
    for (const [x, y, digit] of this._anywhere(columns, "hero", 10, 16, inverse)) {
      take(x, y, 10, 16, y + UNIT_DROP, digit);
      rows.add(y + UNIT_DROP);
    }
    for (const y of rows) {
      const cut = cutOut(columns, y, 8, inverse);
      for (let x = 0; x < WIDTH - 1; x++) if (cut[x] === 0x60 && cut[x + 1] === 0x60) take(x, y, 2, 8, y, ".");
      for (const [x, , letter] of this._anywhere(columns, "text", this.cell - 1, 8, inverse, [y]))
        take(x, y, this.cell - 1, 8, y, letter);
    }
  }

  /** Large numbers; minutes and seconds, with the colon between them, as one.
   * @param {Columns} columns @returns {Run[]} */
  _largeNumbers(columns) {
    const runs = this._runs(columns, "large", 2 * LARGE_DIGIT_COLUMNS, 32, false);
    for (const [x, y, minutes] of runs)
      for (const [at, same, seconds] of runs)
        if (same === y && at === x + 32 && cutOut(columns, y, 32)[x + 25] === COLON)
          return [[x, y, `${minutes}:${seconds}`]];
    return runs;
  }

  /** Glyphs with dark columns (light ones, if they are inverse) beside them, at any place (of `rows`).
   * @param {Columns} columns @param {string} way @param {number} width @param {number} height
   * @param {boolean} inverse @param {number[]} [rows] @returns {Run[]} */
  _anywhere(columns, way, width, height, inverse, rows) {
    /** @type {Run[]} */
    const found = [];
    for (const y of rows ?? Array.from({ length: HEIGHT - height + 1 }, (_, row) => row)) {
      const cut = [0, ...cutOut(columns, y, height, inverse), 0];
      for (let x = 0; x <= WIDTH - width; x++) {
        if (!(cut[x + 1] | cut[x + 2]) || cut[x] || cut[x + width + 1]) continue;
        const char = this.ways[way].chars.get(cut.slice(x + 1, x + 1 + width).join());
        if (char) found.push([x, y, char]);
      }
    }
    return found;
  }

  /** Characters in cells of equal width, blanks between them included.
   * @param {Columns} columns @param {string} way @param {number} cell @param {number} height @param {boolean} inverse
   * @returns {Run[]} */
  _runs(columns, way, cell, height, inverse) {
    const { width, chars } = this.ways[way];
    const blank = Array(width).fill(0).join();
    /** @type {Run[]} */
    const runs = [];
    for (let y = 0; y <= HEIGHT - height; y++) {
      const cut = cutOut(columns, y, height, inverse);
      for (let phase = 0; phase < cell; phase++) {
        let text = "";
        let start = phase;
        for (let x = phase; x < WIDTH + cell; x += cell) {
          const glyph = cut.slice(x, x + width);
          const key = glyph.join();
          const char = key === blank ? " " : (chars.get(key) ?? "");
          if (char && glyph.length === width && !cut.slice(x + width, x + cell).some(Boolean)) {
            text += char;
            continue;
          }
          if (text.trim()) this._keep(runs, start, y, text, cell);
          [text, start] = ["", x + cell];
        }
      }
    }
    return runs;
  }

  /** Add a run to `runs`, cut at wide gaps; a single character counts only if it is a digit.
   * @param {Run[]} runs @param {number} x @param {number} y @param {string} text @param {number} cell */
  _keep(runs, x, y, text, cell) {
    let at = 0;
    for (const part of text.split("   ")) {
      const word = part.trim();
      if (word.replaceAll(" ", "").length >= 2 || isDigit(word))
        runs.push([x + (at + part.length - part.trimStart().length) * cell, y, word]);
      at += part.length + 3;
    }
  }

  /** Texts on about the same row as one line.
   * @param {Found[]} found @returns {string[]} */
  _join(found) {
    found.sort((one, other) => one.at - other.at || one.x - other.x);
    /** @type {Found[][]} */
    const rows = [];
    for (const item of found) {
      const row = rows.at(-1);
      if (row && item.at - row[0].at < SAME_LINE) row.push(item);
      else rows.push([item]);
    }
    return rows.map((row) => {
      let [text, end] = ["", 0];
      for (const { x, text: part } of row.sort((one, other) => one.x - other.x)) {
        const single = part.length === 1;
        if (text) text += single && x - end < 4 ? "" : x - end < 12 ? " " : "  ";
        text += part;
        end = x + (isDigit(part) && single ? 10 : single && part === "." ? 2 : this.cell * part.length - 1);
      }
      const spelled = text.replace(ZERO_IN_WORD, "O");
      return [...spelled].map((char) => this.symbols[char] ?? char).join("").trim();
    });
  }
}

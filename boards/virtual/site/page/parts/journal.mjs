// @ts-check
/** The pen's journal as it grows, newest first. Layouts and words are data (`journal_words.py`). */

import { element } from "./elements.mjs";
import { html, say } from "./svg.mjs";

const RECORD = 64; // bytes; firmware/pen/formats/README.md
const PAYLOAD = 16;
const MOST = 200; // lines that are kept
const DAY_S = 86_400;
/** struct's letters: bytes and how to read them.
 * @type {Record<string, [number, (view: DataView, at: number) => number]>} */
const TYPES = {
  B: [1, (view, at) => view.getUint8(at)],
  H: [2, (view, at) => view.getUint16(at, true)],
  h: [2, (view, at) => view.getInt16(at, true)],
  I: [4, (view, at) => view.getUint32(at, true)],
  i: [4, (view, at) => view.getInt32(at, true)],
  q: [8, (view, at) => Number(view.getBigInt64(at, true))],
};

/** @typedef {{sequence: number, proven_s: number, kind: string, fields: Record<string, number>}} Entry */

/** The records in a string of hexadecimal digits.
 * @param {string} hex @param {any} tables `journal` of bench.json @returns {Entry[]} */
export function decoded(hex, tables) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
  const found = [];
  for (let from = 0; from + RECORD <= bytes.length; from += RECORD) {
    const view = new DataView(bytes.buffer, from, RECORD);
    const [kind, layout, names] = tables.kinds[view.getUint8(1)] ?? [`kind ${view.getUint8(1)}`, "<", []];
    /** @type {Record<string, number>} */
    const fields = {};
    let at = PAYLOAD;
    [...layout.slice(1)].forEach((letter, n) => {
      fields[names[n]] = TYPES[letter][1](view, at);
      at += TYPES[letter][0];
    });
    found.push({ sequence: view.getUint32(4, true), proven_s: view.getUint32(8, true), kind, fields });
  }
  return found;
}

/** A record as a sentence. @param {Entry} entry @param {any} tables */
export function sentence({ kind, fields }, tables) {
  const text = tables.sentences[kind] ?? kind;
  return text.replace(
    /\{(\w+)(?::(\w+))?\}/g,
    (/** @type {string} */ _, /** @type {string} */ name, /** @type {string} */ how) => {
      const value = fields[name];
      if (how === "mm") return `${(value / 1000).toFixed(2)} mm`;
      if (how === "s") return `${(value / 1000).toFixed(1)} s`;
      if (how === "minutes") return `${Math.floor(value / 60)}:${String(value % 60).padStart(2, "0")} minutes`;
      if (how === "volts") return `${(value / 1000).toFixed(2)} V`;
      if (!how) return String(value);
      const words = tables.words[how];
      if (how in tables.masks)
        return (
          Object.keys(words)
            .filter((bit) => value & Number(bit))
            .map((bit) => words[bit])
            .join(", ") || tables.masks[how]
        );
      return words[value] ?? `unknown (${value})`;
    },
  );
}

/** @param {import("../hub.mjs").Hub} hub @param {any} tables bench.json */
export function journal(hub, tables) {
  const list = new Journal(element("journal-view"), tables.journal);
  hub.on("records", (records) => list.add(records));
}

class Journal {
  /** @param {HTMLElement} place @param {any} tables `journal` of bench.json */
  constructor(place, tables) {
    this._tables = tables;
    this._count = html("p", { class: "caption" });
    this._newest = 0;
    this._list = html("ol", { class: "journal", reversed: "", tabindex: 0, "aria-label": "Records, the newest first" });
    place.append(this._count, this._list);
    this.clear();
  }

  /** Another pen has no record yet. */
  clear() {
    this._list.replaceChildren();
    this._newest = 0;
    say(this._count, "No record yet.");
  }

  /** @param {string} hex */
  add(hex) {
    for (const entry of decoded(hex, this._tables)) {
      if (entry.sequence <= this._newest) this.clear(); // another pen, or a new journal
      const missing = entry.sequence - this._newest - 1;
      if (missing > 0 && this._newest) this._list.prepend(html("li", { class: "more" }, `${missing} more`));
      this._newest = entry.sequence;
      const clock = new Date((entry.proven_s % DAY_S) * 1000).toISOString().slice(11, 19);
      this._list.prepend(
        html(
          "li",
          { value: entry.sequence, class: this._tables.loud.includes(entry.kind) ? "loud" : entry.kind },
          html("span", { class: "when" }, `day ${Math.floor(entry.proven_s / DAY_S)}, ${clock}`),
          " ",
          sentence(entry, this._tables),
        ),
      );
      if (this._list.children.length > MOST) this._list.lastElementChild?.remove();
    }
    say(this._count, `${this._newest} records in the pen's flash, each chained to the one before.`);
  }
}

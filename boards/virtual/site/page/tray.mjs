// @ts-check
/** The cartridges that lie beside the pen: what each is, and the commands that make it (boards/virtual/commands.py). */

/** @typedef {import("./pen.mjs").Pen} Pen */

const FRIENDS_PEN = "e6613c9a0badf00d";
const MARKS_AT = 0x20; // use marks in a tag
const PROTECTION_AT = 0x80; // of its first page
const CHECKSUM_AT = 0x1e; // of its first page
const UNKNOWN_TYPE = 9;

/** What the page calls them, by kind. @type {Record<string, string>} */
export const KINDS = {
  new: "new, single use",
  multi: "for several uses",
  spent: "single use, used before",
  friend: "a friend's",
  long: "1.0 mm needles",
  forged: "1.0 mm that claims 0.5",
  copy: "a copy of the new one",
  unreadable: "unreadable",
  odd: "of an unknown type",
};

/** Cartridges for a pen that is new.
 * @param {Pen} pen */
export function layOut(pen) {
  const penId = pen.ask({ do: "look" }).pen_id;
  pen.ask({ do: "cartridge", name: "new", serial: 0x100 });
  pen.ask({ do: "cartridge", name: "spent", serial: 0x99, bound: penId });
  remade(pen, "spent", "spent", { [MARKS_AT]: "00" });
  pen.ask({ do: "cartridge", name: "multi", kind: "MULTI_USE", serial: 0x300 });
  pen.ask({ do: "cartridge", name: "friend", kind: "MULTI_USE", serial: 0x400, bound: FRIENDS_PEN });
  pen.ask({ do: "cartridge", name: "long", needle_um: 1000, serial: 0x500 });
  pen.ask({ do: "cartridge", name: "forged", serial: 0x600 });
  remade(pen, "forged", "forged", { [PROTECTION_AT]: "00" }, 1000);
  remade(pen, "new", "copy", {});
  pen.ask({ do: "cartridge", name: "unreadable", serial: 0x700 });
  remade(pen, "unreadable", "unreadable", { [CHECKSUM_AT]: "00" });
  pen.ask({ do: "cartridge", name: "odd", kind: UNKNOWN_TYPE, serial: 0x800 });
}

/** A cartridge whose tag is that of another but for some bytes, and its needles of another length if told.
 * @param {Pen} pen @param {string} from @param {string} name
 * @param {Record<number, string>} bytes @param {number} [um] */
function remade(pen, from, name, bytes, um) {
  const tag = pen.ask({ do: "tag", name: from });
  const memory = tag.mem.match(/../g);
  for (const [at, byte] of Object.entries(bytes)) memory[Number(at)] = byte;
  pen.ask({ ...tag, do: "remake", name, mem: memory.join(""), needle_um: um ?? tag.needle_um });
}

// @ts-check
/** The cartridges that lie beside the pen: what each is, and the commands that make it (boards/virtual/commands.py). */

/** @typedef {import("./pen.mjs").Pen} Pen */

const FRIENDS_PEN = "e6613c9a0badf00d";
const MARKS_AT = 0x20; // use marks in a tag

/** What the page calls them, by kind. @type {Record<string, string>} */
export const KINDS = {
  new: "new, single use",
  spent: "single use, used before",
  multi: "for several uses",
  friend: "a friend's",
  long: "1.0 mm needles",
};

/** Cartridges for a pen that is new.
 * @param {Pen} pen */
export function layOut(pen) {
  const penId = pen.ask({ do: "look" }).pen_id;
  pen.ask({ do: "cartridge", name: "new", serial: 0x100 });
  pen.ask({ do: "cartridge", name: "spent", serial: 0x99, bound: penId });
  const used = pen.ask({ do: "tag", name: "spent" });
  const memory = used.mem.slice(0, 2 * MARKS_AT) + "00" + used.mem.slice(2 * MARKS_AT + 2);
  pen.ask({ ...used, do: "remake", name: "spent", mem: memory });
  pen.ask({ do: "cartridge", name: "multi", kind: "MULTI_USE", serial: 0x300 });
  pen.ask({ do: "cartridge", name: "friend", kind: "MULTI_USE", serial: 0x400, bound: FRIENDS_PEN });
  pen.ask({ do: "cartridge", name: "long", needle_um: 1000, serial: 0x500 });
}

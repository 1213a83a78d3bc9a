// @ts-check
/** The coach line: what to do next. The table is boards/virtual/site/coach.py's. */

import { change } from "./elements.mjs";

/** @typedef {import("../telling.mjs").State} State */
/** @typedef {{state: number | null, phase: number | null, when: string, text: string}} Row */
/** @typedef {{rows: Row[], refusals: Record<string, string>}} Table coach.json */

const HARD = 60; // of 100, as the pressure is set on this page

/** What a row may ask for. @type {Record<string, (state: State) => boolean>} */
const WHEN = {
  "": () => true,
  out: (state) => !state.powered && !state.rests,
  rests: (state) => state.rests,
  usb: (state) => state.usb,
  cartridge: (state) => state.inside !== "",
  "no cartridge": (state) => state.inside === "",
  air: (state) => state.load === 0,
  hard: (state) => state.load >= HARD,
  faults: (state) => state.faults.length > 0,
};

/** The next sensible step. @param {Table} table @param {State} state */
export function advice(table, state) {
  const refused = state.powered && table.refusals[state.refusal];
  const fits = (/** @type {Row} */ row) =>
    (row.state ?? state.state) === state.state && (row.phase ?? state.phase) === state.phase && WHEN[row.when](state);
  return refused || (table.rows.find(fits)?.text ?? "");
}

/** @param {import("../hub.mjs").Hub} hub @param {Table} table */
export function coach(hub, table) {
  hub.on("state", (state) => change("coach", advice(table, state)));
}

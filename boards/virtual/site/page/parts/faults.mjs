// @ts-check
/** The list of faults: all of the generated list, by part, with a search; and the coin cell. It knows only names. */

import { element, onClick } from "./elements.mjs";
import { html, say, set } from "./svg.mjs";

const COIN = "coin_cell_removed";

/** @param {import("../hub.mjs").Hub} hub @param {any} tables bench.json */
export function faults(hub, tables) {
  const turn = (/** @type {string} */ name, /** @type {boolean} */ on) => hub.act("fault", name, on ? 1 : 0);
  const list = new FaultList(element("faults-view"), tables.faults, turn);
  let active = "";
  hub.on("state", (state) => {
    if (active === (active = state.faults.join())) return;
    list.show(state.faults);
    set(element("coin"), "aria-pressed", String(!state.faults.includes(COIN)));
  });
  onClick("coin", () => void turn(COIN, element("coin").getAttribute("aria-pressed") === "true"));
}

class FaultList {
  /**
   * @param {HTMLElement} place
   * @param {string[][]} faults [name, part, what it is] of bench.json
   * @param {(name: string, on: boolean) => Promise<boolean>} turn do it; whether it is done
   */
  constructor(place, faults, turn) {
    /** @type {Map<string, HTMLInputElement>} */
    this._boxes = new Map();
    this._count = faults.length;
    this._search = /** @type {HTMLInputElement} */ (
      html("input", { type: "search", id: "fault-search", autocomplete: "off" })
    );
    this._said = html("p", { class: "caption", role: "status" });
    this._off = /** @type {HTMLButtonElement} */ (html("button", { type: "button" }, "Mend all"));
    this._off.addEventListener("click", () => {
      for (const [name, box] of this._boxes) if (box.checked) void turn(name, false);
    });
    place.append(
      html("p", { class: "row" }, html("label", { for: "fault-search" }, "Find"), this._search, this._off),
      this._said,
    );
    /** @type {[HTMLElement, [HTMLElement, string][]][]} */
    this._groups = [];
    const list = html("div", { class: "fault-list" });
    for (const [name, part, what] of faults) {
      if (this._groups.at(-1)?.[0].dataset.part !== part) {
        const group = html("details", { "data-part": part }, html("summary", {}, part));
        this._groups.push([group, []]);
        list.append(group);
      }
      const [group, lines] = /** @type {[HTMLElement, [HTMLElement, string][]]} */ (this._groups.at(-1));
      const box = /** @type {HTMLInputElement} */ (html("input", { type: "checkbox", "data-fault": name }));
      box.addEventListener("change", async () => {
        if (!(await turn(name, box.checked))) box.checked = !box.checked;
      });
      const line = html("label", { class: "fault" }, box, html("span", {}, what, " ", html("code", {}, name)));
      this._boxes.set(name, box);
      lines.push([line, `${name} ${part} ${what}`.toLowerCase()]);
      group.append(line);
    }
    place.append(list);
    this._search.addEventListener("input", () => this._find());
    this._find();
    this.show([]);
  }

  /** Only what has all the words that are searched for. */
  _find() {
    const words = this._search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [group, lines] of this._groups) {
      let here = 0;
      for (const [line, text] of lines) {
        line.hidden = !words.every((word) => text.includes(word));
        here += Number(!line.hidden);
      }
      group.hidden = !here;
      /** @type {HTMLDetailsElement} */ (group).open = words.length > 0 && here > 0;
      say(/** @type {Element} */ (group.firstElementChild), `${group.dataset.part} (${here})`);
      found += here;
    }
    this._found = found;
    this._tell();
  }

  _tell() {
    const on = [...this._boxes.values()].filter((box) => box.checked).length;
    say(
      this._said,
      `${this._found} of ${this._count} faults listed, ${on} of them on. Some happen once, and cannot be taken back.`,
    );
    this._off.disabled = !on;
  }

  /** @param {string[]} active the names of those that are on */
  show(active) {
    for (const [name, box] of this._boxes) box.checked = active.includes(name);
    this._tell();
  }
}

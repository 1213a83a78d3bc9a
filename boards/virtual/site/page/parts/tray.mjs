// @ts-check
/** The tray: cartridges that can be dragged into the pen's nose, or put in by a press. */

import { element } from "./elements.mjs";
import { html, svg } from "./svg.mjs";

const FAR = 6; // pixels: less is a press, not a drag
const NEAR = 20; // pixels beside the nose
/** How long its needles are drawn, units; the others are 0.5 mm. @type {Record<string, number>} */
const LONG = { long: 10, forged: 10 };
/** What is written on it. @type {Record<string, string>} */
const SIGN = {
  new: "1×",
  multi: "3×",
  spent: "✓",
  friend: "♥",
  long: "1.0",
  forged: "0.5",
  clone: "1×",
  unreadable: "?",
  odd: "9×",
};

/** @param {import("../hub.mjs").Hub} hub @param {Record<string, string>} kinds kinds.json: name → what it is */
export function tray(hub, kinds) {
  const tiles = new Tiles(element("tray-view"), kinds, (kind) => (kind ? hub.act("put", kind) : hub.act("out")));
  hub.on("state", ({ inside }) => tiles.show(inside));
}

/** Whether a point of the window is on the pen's nose. @param {number} x @param {number} y */
function onNose(x, y) {
  const box = element("nose").getBoundingClientRect();
  return y > box.top - NEAR && y < box.bottom + NEAR && x > box.left - NEAR && x < box.right + NEAR;
}

class Tiles {
  /**
   * @param {HTMLElement} place @param {Record<string, string>} kinds
   * @param {(kind: string) => void} insert "": take it out
   */
  constructor(place, kinds, insert) {
    this._insert = insert;
    this._inside = "";
    /** @type {Record<string, HTMLElement>} */
    this._tiles = {};
    for (const [kind, name] of Object.entries(kinds)) {
      const tile = html("button", { type: "button", class: `tile kind-${kind}`, "aria-pressed": "false" });
      tile.append(picture(kind), html("span", {}, name));
      tile.addEventListener("click", () => this._put(kind));
      this._drags(tile, kind);
      this._tiles[kind] = tile;
      place.append(tile);
    }
  }

  /** In; out if it is in. @param {string} kind */
  _put(kind) {
    this._insert(this._inside === kind ? "" : kind);
  }

  /** @param {HTMLElement} tile @param {string} kind */
  _drags(tile, kind) {
    let from = /** @type {[number, number] | null} */ (null);
    let far = false;
    tile.addEventListener("pointerdown", (event) => {
      if (event.button || event.pointerType === "touch") return; // a finger scrolls, and a tap puts it in
      from = [event.clientX, event.clientY];
      far = false;
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
      far ||= Math.hypot(x, y) > FAR;
      if (far) tile.style.transform = `translate(${x}px, ${y}px)`;
      tile.classList.toggle("dragged", far);
    });
    addEventListener("pointerup", (event) => {
      if (from && far && onNose(event.clientX, event.clientY) && this._inside !== kind) this._insert(kind);
      from = null;
      setTimeout(() => (far = false)); // after the click that may follow
      tile.style.transform = "";
      tile.classList.remove("dragged");
    });
    tile.addEventListener("click", (event) => far && (event.stopImmediatePropagation(), (far = false)), true);
  }

  /** @param {string} inside the one that is in */
  show(inside) {
    if (inside === this._inside) return;
    this._inside = inside;
    for (const [kind, tile] of Object.entries(this._tiles))
      tile.setAttribute("aria-pressed", String(kind === this._inside));
  }
}

/** A cartridge from the side, needles to the left. @param {string} kind */
function picture(kind) {
  const needles = [0, 1, 2, 3]
    .map((n) => `M14 ${14 + n * 5}L${14 - (LONG[kind] ?? 5)} ${14.6 + n * 5}L14 ${15.2 + n * 5}Z`)
    .join("");
  return svg(
    "svg",
    { viewBox: "0 0 60 44", "aria-hidden": "true" },
    svg("path", { d: needles, class: "tile-needles" }),
    svg("path", { d: "M14 8h12v-4h5v5h22a4 4 0 0 1 4 4v18a4 4 0 0 1 -4 4h-22v5h-5v-4h-12z", class: "tile-body" }),
    svg("text", { x: 43, y: 27, class: "tile-sign" }, SIGN[kind] ?? ""),
  );
}

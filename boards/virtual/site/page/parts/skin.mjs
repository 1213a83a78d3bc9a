// @ts-check
/**
 * The skin of a zone, cut open: a picture in which across and down have the same scale, so that depths are seen as they
 * are. 1 unit of the drawing is 10 um. Thicknesses are published ones (`skin_layers.py` names them).
 */

import { element } from "./elements.mjs";
import { html, mm, say, set, svg } from "./svg.mjs";

/** @typedef {import("../telling.mjs").State} State */

const UNIT_UM = 10;
const WIDTH = 420;
const ABOVE = 92; // units over the skin
const BELOW = 285;
const LIFT = 40; // how high the needles are drawn when they are off the skin
const NEEDLES = [62, 118, 174, 230]; // where they are drawn
const SLOWER = 60; // a stroke is shown so many times as slow
const TEXT_AT = 8;

/** Random enough, and the same every time. @param {number} n */
const some = (n) => {
  const x = Math.sin(n * 12.9898) * 43758.5453;
  return x - Math.floor(x);
};

/** @param {import("../hub.mjs").Hub} hub @param {any} tables bench.json */
export function skin(hub, tables) {
  const picture = new Skin(element("skin-view"), tables);
  let nose = -1; // the zone that it is on
  hub.on("nose", (zone) => (nose = zone));
  hub.on("state", (state) => picture.show(state, nose >= 0 ? nose : Math.max(0, state.zone)));
}

class Skin {
  /** @param {HTMLElement} place @param {any} tables bench.json */
  constructor(place, tables) {
    this._tables = tables;
    this._zone = -1;
    this._still = matchMedia("(prefers-reduced-motion: reduce)");
    this._layers = svg("g");
    this._needles = svg("g", { class: "needles" });
    this._ceiling = svg("g", { class: "ceiling" });
    const y = (/** @type {number} */ um) => um / UNIT_UM;
    const picture = svg("svg", {
      viewBox: `0 ${-ABOVE} ${WIDTH} ${ABOVE + BELOW}`,
      class: "skin-drawing",
      role: "img",
      "aria-label": "The skin in section, with the needles",
      "aria-describedby": "skin-said",
    });
    picture.append(
      svg(
        "defs",
        {},
        svg(
          "linearGradient",
          { id: "deep", x2: 0, y2: 1 },
          svg("stop", { offset: 0.6, class: "clear" }),
          svg("stop", { offset: 1, class: "ground" }),
        ),
        svg(
          "linearGradient",
          { id: "steel" },
          svg("stop", { offset: 0, "stop-color": "#7c858f" }),
          svg("stop", { offset: 0.45, "stop-color": "#eef2f5" }),
          svg("stop", { offset: 1, "stop-color": "#6d7680" }),
        ),
      ),
      svg("rect", { y: -ABOVE, width: WIDTH, height: ABOVE, class: "air" }),
      this._layers,
      svg("rect", { width: WIDTH, height: BELOW, fill: "url(#deep)" }),
    );
    for (const [um, whose] of tables.others) picture.append(...this._ghost(um, whose, tables.others));
    this._plate = svg("path", { d: `M36 ${-ABOVE}H256V-22Q256 -14 248 -14H44Q36 -14 36 -22Z`, class: "plate" });
    this._needles.append(this._plate);
    for (const x of NEEDLES)
      this._needles.append(svg("path", { d: `M${x - 10} -14V-62H${x + 10}V-14L${x} 0Z`, class: "steel" }));
    picture.append(
      this._needles,
      this._ceiling,
      svg("line", { x1: 0, x2: WIDTH, y1: y(tables.cap_um), y2: y(tables.cap_um), class: "limit" }),
      svg("text", { x: TEXT_AT, y: y(tables.cap_um) + 17, class: "limit-text" }, `${mm(tables.cap_um)}: never crossed`),
    );
    picture.append(...this._scale());
    this._said = html("p", { id: "skin-said", class: "caption" });
    this._source = html("p", { class: "fine" });
    place.append(picture, this._said, this._source);
  }

  /** A millimetre to compare with. @returns {SVGElement[]} */
  _scale() {
    const left = WIDTH - 110;
    return [
      svg("path", { d: `M${left} ${8 - ABOVE}v8m0 -4h100m0 -4v8`, class: "scale" }),
      svg("text", { x: left + 50, y: 32 - ABOVE, class: "scale-text" }, "1 mm"),
    ];
  }

  /** What another device does. @param {number} um @param {string} whose @param {any[]} all @returns {SVGElement[]} */
  _ghost(um, whose, all) {
    const x = 292 + 46 * all.findIndex(([one]) => one === um);
    const deep = um / UNIT_UM;
    return [
      svg(
        "path",
        { d: `M${x - 10} 0V${deep - 16}L${x} ${deep}L${x + 10} ${deep - 16}V0Z`, class: "ghost" },
        svg("title", {}, whose),
      ),
      svg("text", { x, y: deep + 16, class: "ghost-text" }, (um / 1000).toFixed(1)),
    ];
  }

  /** Draw the layers of a zone. @param {number} number */
  _draw(number) {
    const { epidermis_um, dermis_um, name, source } = this._tables.zones[number];
    const [thin, thick] = [epidermis_um / UNIT_UM, (epidermis_um + dermis_um) / UNIT_UM];
    const wave = (/** @type {number} */ at, /** @type {number} */ high, /** @type {number} */ step) => {
      let d = `M0 ${at}`;
      for (let x = 0; x < WIDTH; x += step) d += `q${step / 4} ${high} ${step / 2} 0t${step / 2} 0`;
      return d;
    };
    const below = `V${BELOW}H0Z`;
    const parts = [
      svg("rect", { width: WIDTH, height: thin + 4, class: "epidermis" }),
      svg("rect", { width: WIDTH, height: 2, class: "horny" }),
      svg("path", { d: wave(thin, 4, 22) + below, class: "dermis" }),
    ];
    for (let n = 0; n < 90; n++) {
      const [x, y] = [some(n) * WIDTH, thin + 10 + some(n + 200) * (thick - thin - 18)];
      const long = 10 + 16 * some(n + 400);
      parts.push(
        svg("path", {
          d: `M${x.toFixed(1)} ${y.toFixed(1)}`.concat(
            `q${(long / 2).toFixed(1)} ${(6 * some(n + 600) - 3).toFixed(1)} ${long.toFixed(1)} 0`),
          class: "fibre",
        }),
      );
    }
    parts.push(
      svg("path", { d: wave(thin + 12, 3, 44), class: "vessel" }),
      svg("path", { d: wave(thick - 10, 5, 70), class: "vessel big" }),
    );
    parts.push(svg("path", { d: wave(thick, 7, 60) + below, class: "fat" }));
    for (let row = 0, at = thick + 22; at < BELOW + 20; row++, at += 26)
      for (let n = -1; n < 15; n++) {
        const size = 13 + 4 * some(n + row * 31);
        parts.push(
          svg("ellipse", {
            cx: (n * 31 + (row % 2) * 15 + 5 * some(n + 7)).toFixed(1),
            cy: (at + 4 * some(n * 3 + row)).toFixed(1),
            rx: size.toFixed(1),
            ry: (size * 0.85).toFixed(1),
            class: "cell",
          }),
        );
      }
    const label = (/** @type {number} */ at, /** @type {string} */ text) =>
      svg("text", { x: TEXT_AT, y: at, class: "layer-text" }, text);
    parts.push(
      label(14, `Epidermis ${mm(epidermis_um)}`),
      label(thick - 14, `Dermis ${mm(dermis_um)}`),
      label(Math.min(BELOW - 12, thick + 30), "Fat"),
    );
    this._layers.replaceChildren(...parts);
    const others = this._tables.others.map((/** @type {any[]} */ [um, who]) => `${(um / 1000).toFixed(1)} mm ${who}`);
    const fat = this._tables.fat_um.map((/** @type {number} */ um) => (um / 1000).toFixed(1)).join(" to ");
    this._words = `${name[0].toUpperCase()}${name.slice(1)}: epidermis ${mm(epidermis_um)}, ` +
      `dermis ${mm(dermis_um)}, then fat`;
    say(
      this._source,
      `Average thickness, as published: ${source}. Fat under it: ${fat} mm (${this._tables.fat_source}). ` +
        `Dashed: what other devices reach, ${others.join("; ")}.`,
    );
  }

  /** @param {State} state @param {number} zone that the nose is on, or that the pen believes */
  show(state, zone) {
    if (zone !== this._zone) this._draw((this._zone = zone));
    const { ceiling_um } = this._tables.zones[zone];
    const now_um = state.zone === zone && state.ceiling_um ? Math.min(ceiling_um, state.ceiling_um) : ceiling_um;
    if (this._ceiling.getAttribute("data-um") !== String(now_um)) {
      set(this._ceiling, "data-um", now_um);
      const y = now_um / UNIT_UM;
      this._ceiling.replaceChildren(
        svg("line", { x1: 0, x2: WIDTH, y1: y, y2: y }),
        svg("text", { x: TEXT_AT, y: y > 36 ? y - 5 : y + 14 }, `${mm(now_um)}: ceiling now`),
      );
    }
    const onSkin = state.load > 0;
    const moving = state.speed_hz > 0 && !this._still.matches;
    const phase = moving ? (state.now_us / 1e6) * (state.speed_hz / SLOWER) : 0.5;
    const stroke = moving ? (1 - Math.cos(2 * Math.PI * phase)) / 2 : 1;
    const tip = (state.inside ? state.tip_um / UNIT_UM : 0) * stroke;
    set(this._needles, "transform", `translate(0 ${(tip - (onSkin ? 0 : LIFT)).toFixed(1)})`);
    set(this._needles, "class", `needles ${state.inside ? "" : "none"}`);
    const deep = !state.inside
      ? "no needles: no cartridge is in"
      : `tips ${mm(state.tip_um)} ${onSkin ? "deep in the skin" : "out, off the skin"}, ` +
        (state.speed_hz
          ? `${state.speed_hz} strokes a second${this._still.matches ? "" : `, shown ${SLOWER} times as slow`}`
          : "not moving");
    say(
      this._said,
      `${this._words}. Needles: ${deep}. Ceiling here now ${mm(now_um)}; ${mm(this._tables.cap_um)} is never crossed ` +
        `(deepest stroke of this pen: ${mm(state.deepest_um)}).`,
    );
  }
}

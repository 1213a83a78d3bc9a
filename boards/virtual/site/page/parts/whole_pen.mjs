// @ts-check
/**
 * The pen in true proportion, cut open in front: depth unit, cartridge and needles from the project's mechanics, and on
 * the body the live display, lamp and buttons. Units are mm; z is drawn to the right.
 */

import { element } from "./elements.mjs";
import { draw, lamp } from "./picture.mjs";
import { half, html, mm, set, svg, say } from "./svg.mjs";

/** @typedef {import("../telling.mjs").State} State */

const AIR = 3; // mm of room around the drawing
const ABOVE = 5; // and for names
const NEEDLES = 4; // that a section shows
/** Names of parts: where the name stands and where its line ends, [z, y, text, z, y].
 * @type {[number, number, string, number, number][]} */
const NAMES = [
  [3, -19.5, "cartridge", 5, -4],
  [22, -19.5, "depth ring: 1 mm a turn", 11, -11],
  [45.5, -19.5, "magnet of the encoder", 43.5, -2],
  [13, 21, "end-stop of steel", 15.2, 15],
  [35, 21, "carriage, with the needle motor", 28, 5],
];

/** @param {import("../hub.mjs").Hub} hub @param {any} tables bench.json */
export function wholePen(hub, tables) {
  const picture = new WholePen(element("pen-view"), tables.pen);
  hub.on("state", (state) => picture.show(state));
  hub.on("frame", (frame) => draw(picture.screen, frame));
}

class WholePen {
  /**
   * @param {HTMLElement} place
   * @param {any} drawing `pen` of bench.json
   */
  constructor(place, drawing) {
    this._drawing = drawing;
    const { length, radius } = drawing;
    this._box = [-AIR, -radius - ABOVE, length + 2 * AIR, 2 * (radius + ABOVE)];
    this._ring = svg("g", { class: "turning" });
    this._carriage = svg("g");
    this._cartridge = svg("g", { class: "cartridge" });
    this._lamp = svg("circle", { class: "lamp" });
    const picture = svg("svg", { viewBox: this._box.join(" "), class: "pen-drawing", "aria-hidden": "true" });
    picture.append(...this._section(), ...this._body());
    this.screen = /** @type {HTMLCanvasElement} */ (html("canvas", { width: 128, height: 64, "aria-hidden": "true" }));
    this.screen.className = "pen-screen";
    this._lay(this.screen, drawing.screen);
    const scene = html("div", { class: "pen-scene" });
    scene.append(picture, this.screen);
    this._caption = html("p", { class: "caption", id: "pen-said" });
    place.append(scene, this._caption);
  }

  /** An HTML element over [z, y, long, high] of the drawing. @param {HTMLElement} element @param {number[]} where */
  _lay(element, [z, y, long, high]) {
    const [left, top, width, height] = this._box;
    element.style.left = `${(100 * (z - long / 2 - left)) / width}%`;
    element.style.top = `${(100 * (y - high / 2 - top)) / height}%`;
    element.style.width = `${(100 * long) / width}%`;
    element.style.height = `${(100 * high) / height}%`;
  }

  /** The depth unit, both sides of the axis. @returns {SVGElement[]} */
  _section() {
    const { fixed, turning, moving, cartridge, array_mm, tip_above_flange, cut_to, radius, body_from, length } = this._drawing;
    const both = (/** @type {number[][]} */ corners, /** @type {string} */ part) =>
      [1, -1].map((side) => svg("path", { d: half(corners, side), class: part }));
    const seen = (/** @type {any} */ parts) =>
      Object.entries(parts).flatMap(([name, corners]) => both(/** @type {any} */ (corners), `part ${name}`));
    this._ring.append(...seen(turning));
    this._cartridge.append(...cartridge.flatMap((/** @type {number[][]} */ one) => both(one, "part")));
    for (let n = 0; n < NEEDLES; n++) {
      const y = array_mm * (n / (NEEDLES - 1) - 0.5);
      this._cartridge.append(
        svg("path", { d: `M${tip_above_flange} ${y - 0.12}L0 ${y}L${tip_above_flange} ${y + 0.12}Z`, class: "needle" }),
      );
    }
    this._carriage.append(...seen(moving), this._cartridge);
    const hull = [-1, 1].map((side) =>
      svg("path", {
        d: `M${body_from} ${side * radius}H${cut_to}V${side * (radius - 1.2)}H${body_from}Z`,
        class: "part hull",
      }),
    );
    return [
      svg("line", { x1: -AIR, x2: cut_to, y1: 0, y2: 0, class: "axis" }),
      ...seen(fixed),
      ...hull,
      this._ring,
      this._carriage,
      svg("rect", { id: "nose", x: -AIR, y: -radius, width: 0.45 * length, height: 2 * radius, class: "nose-place" }),
      ...NAMES.flatMap(([z, y, text, toZ, toY]) => [
        svg("path", { d: `M${z} ${y + (y < 0 ? 0.6 : -2)}L${toZ} ${toY}`, class: "leader" }),
        svg("text", { x: z, y, class: "label" }, text),
      ]),
    ];
  }

  /** What is behind the cut: the closed body, its window and its buttons.
   * @returns {SVGElement[]} */
  _body() {
    const { length, radius, cut_to, glass, buttons, led } = this._drawing;
    const round = 9;
    const d =
      `M${cut_to} ${-radius}H${length - round}Q${length} ${-radius} ${length} ${-radius + round}` +
      `V${radius - round}Q${length} ${radius} ${length - round} ${radius}H${cut_to}Z`;
    const [gz, gy, gl, gh] = glass;
    const drawn = [
      svg("path", { d, class: "body" }),
      svg("path", { d: `M${cut_to} ${-radius + 3}H${length - 6}`, class: "shine" }),
      svg("rect", { x: gz - gl / 2, y: gy - gh / 2, width: gl, height: gh, rx: 1.5, class: "glass" }),
    ];
    for (const [name, [z, y, size]] of Object.entries(buttons)) {
      const face = svg("g", { class: "button", "data-button": name });
      face.append(
        svg("circle", { cx: z, cy: y, r: size / 2 + 1, class: "well" }),
        svg("circle", { cx: z, cy: y, r: size / 2, class: "cap" }),
      );
      const sign = { UP: "▲", DOWN: "▼", SELECT: "●" }[name] ?? "";
      face.append(svg("text", { x: z, y: y + 1, class: "sign" }, sign));
      drawn.push(face);
    }
    for (const [name, value] of [
      ["cx", led[0]],
      ["cy", led[1]],
      ["r", led[2] / 2 - 1],
    ])
      set(this._lamp, String(name), value);
    drawn.push(this._lamp);
    return drawn;
  }

  /** @param {State} state */
  show(state) {
    const shift = -state.tip_um / 1000;
    set(this._carriage, "transform", `translate(${shift.toFixed(3)} 0)`);
    set(this._cartridge, "class", `cartridge ${state.inside ? `in kind-${state.inside}` : "out"}`);
    set(this._ring, "data-turn", ((state.tip_um / this._drawing.ring_um_per_turn) * 360).toFixed(0));
    this._lamp.style.fill = lamp(state.led).css;
    const { length, radius, end_stop_um } = this._drawing;
    say(
      this._caption,
      `To scale: ${length} mm long, ${2 * radius} mm thick, cut open in front. ` +
        `${state.inside ? "Cartridge in" : "No cartridge"}, tips ${mm(state.tip_um)} out; ` +
        `steel stops them at ${mm(end_stop_um)}.`,
    );
  }
}

// @ts-check
/**
 * The face: where the nose of the pen is, and how hard it presses. In mm, zones as large as
 * the firmware takes them to be.
 *
 * Only the zone that is chosen on the pen counts for the pen: it cannot see where it is. Both are shown.
 */

import { element } from "./elements.mjs";
import { html, mm, say, set, svg } from "./svg.mjs";

/** @typedef {import("../telling.mjs").State} State */

const PARKED = [22, 20]; // where the pen lies when it is off the face: mm from the lower right corner
const SKETCHED = [156, 216]; // mm that the face below is drawn in
const DOTS = 160; // that are left on the skin
const DOT_MM = 2.2; // from one to the next
const FORCES = /** @type {[string, number][]} */ ([
  ["lightly", 20],
  ["firmly", 55],
  ["too hard", 90],
]);
const WHEEL = 5; // of 100
const GLIDE_S = [1.1, 0.35]; // how fast a hand glides along and across, seconds of virtual time
const SKETCH = /** @type {[string, string][]} */ ([
  [
    "hair",
    "M78 -4C22 -4 0 34 3 90C-4 104 -2 122 8 132L14 122C12 96 16 66 26 52" +
      "C46 30 110 30 130 52C140 66 144 96 142 122L148 132C158 122 160 104 153 90C156 34 134 -4 78 -4Z",
  ],
  ["neck", "M48 188C48 204 44 210 30 216H126C112 210 108 204 108 188Z"],
  ["head", "M78 5C32 5 7 40 7 96C7 168 30 214 78 214S149 168 149 96C149 40 124 5 78 5Z"],
  ["line", "M26 80Q42 71 60 78M96 78Q114 71 130 80"],
  ["line", "M30 92Q44 83 58 93Q44 100 30 92ZM98 93Q112 83 126 92Q112 100 98 93Z"],
  ["line", "M72 84C72 104 68 114 65 121C66 128 74 127 78 129C82 127 90 128 91 121C88 114 84 104 84 84"],
  ["lips", "M52 152Q66 147 74 147Q78 149 82 147Q90 147 104 152Q92 164 78 164T52 152Z"],
]);

/** @param {import("../hub.mjs").Hub} hub @param {any} tables bench.json */
export function face(hub, tables) {
  const mirror = new Face(element("face-view"), tables, hub);
  hub.on("state", (state) => mirror.show(state));
}

class Face {
  /** @param {HTMLElement} place @param {any} tables bench.json @param {import("../hub.mjs").Hub} hub */
  constructor(place, tables, hub) {
    this._tables = tables;
    this._hub = hub;
    this._force = FORCES[0][1];
    this._load = 0;
    this._held = false;
    this._led = false; // nobody has put the nose anywhere: it is where the pen believes to be
    this._dot = 0;
    this._last = [-99, -99];
    this._was = -1;
    /** @type {[number, number]} */
    this._at = [0, 0];
    this._where = /** @type {HTMLSelectElement} */ (html("select", { id: "where" }));
    const [width, height] = tables.face_mm;
    this._size = [width + 12, height + 14];
    /** @type {[number, number]} */
    this._parked = [width - PARKED[0], height - PARKED[1]];
    this._stretch = [width / SKETCHED[0], height / SKETCHED[1]];
    this.zone = -1; // that the nose is on; -1: in the air, or where no needle belongs
    this._zones = tables.zones.map((/** @type {any} */ zone) => svg("path", { d: zone.path, class: "zone" }));
    this._dots = Array.from({ length: DOTS }, () => svg("circle", { r: 0.7, cx: -99, class: "dot" }));
    this._pen = this._hand();
    this._picture = svg(
      "svg",
      {
        viewBox: `-6 -8 ${this._size.join(" ")}`,
        class: "face-drawing",
        role: "img",
        "aria-label": "A face in a mirror; drag the pen onto it",
        "aria-describedby": "face-said",
      },
      svg(
        "g",
        { transform: `scale(${this._stretch.join(" ")})` },
        ...SKETCH.map(([kind, d]) => svg("path", { d, class: kind })),
      ),
      ...this._zones,
      ...this._names(),
      ...this._dots,
      this._pen,
    );
    this._said = html("p", { id: "face-said", class: "caption" });
    place.append(this._picture, this._controls(), this._said);
    this._listen();
    this._move(...this._parked);
  }

  /** Ceilings, written on the zones. @returns {SVGElement[]} */
  _names() {
    return this._tables.zones.map((/** @type {any} */ zone) => {
      const points = zone.path
        .slice(1, -1)
        .split("L")
        .map((/** @type {string} */ one) => one.split(" ").map(Number));
      const middle = [0, 1].map((axis) => {
        const along = points.map((/** @type {number[]} */ one) => one[axis]);
        return (Math.min(...along) + Math.max(...along)) / 2;
      });
      return svg("text", { x: middle[0], y: middle[1] + 2, class: "zone-text" }, (zone.ceiling_um / 1000).toFixed(2));
    });
  }

  /** The pen from above, its nose at 0, 0. @returns {SVGElement} */
  _hand() {
    const { radius, face_mm, length } = this._tables.pen;
    const [nose, r] = [face_mm / 2, radius];
    return svg(
      "g",
      { class: "pen-hand" },
      svg(
        "g",
        { transform: "rotate(38)" },
        svg("path", {
          d: `M0 ${-nose}C7 ${-nose} 8 ${-r} 14 ${-r}H${length - 10}`.concat(
            `Q${length} ${-r} ${length} ${-r + 10}V${r - 10}Q${length} ${r} ${length - 10} ${r}H14C8 ${r} 7 ${nose} 0 ${nose}Z`),
          class: "hand-body",
        }),
        svg("rect", { x: 42, y: -6, width: 24, height: 12, rx: 1, class: "glass" }),
      ),
      svg("circle", { r: nose, class: "nose-ring" }),
      svg("circle", { r: this._tables.pen.array_mm / 2, class: "nose-tips" }),
    );
  }

  /** How hard, and the way without dragging. @returns {HTMLElement} */
  _controls() {
    const forces = html("fieldset", { class: "forces" }, html("legend", {}, "A finger or mouse presses"));
    for (const [name, load] of FORCES) {
      const one = /** @type {HTMLInputElement} */ (html("input", { type: "radio", name: "force", value: load }));
      one.checked = load === this._force;
      one.addEventListener("change", () => (this._force = load));
      forces.append(html("label", {}, one, ` ${name}`));
    }
    this._where.append(
      html("option", { value: -1 }, "no zone"),
      ...this._tables.zones.map((/** @type {any} */ zone, /** @type {number} */ n) =>
        html("option", { value: n }, zone.name),
      ),
    );
    this._where.addEventListener("change", () => this._jump(Number(this._where.value)));
    return html(
      "div",
      { class: "face-controls" },
      forces,
      html("p", { class: "row" }, html("label", { for: "where" }, "The nose is at"), this._where),
    );
  }

  _listen() {
    const picture = /** @type {SVGSVGElement} */ (this._picture);
    const grip = (/** @type {PointerEvent} */ event) => {
      if (event.button) return;
      this._held = true;
      picture.setPointerCapture(event.pointerId);
      event.preventDefault();
      this._drag(event);
    };
    picture.addEventListener("pointerdown", (event) => {
      // A finger that is not on the pen scrolls the page; a mouse may press anywhere.
      if (event.pointerType !== "touch" || this._pen.contains(/** @type {Node} */ (event.target))) grip(event);
    });
    // Not every browser heeds `touch-action` within a drawing: without this the page scrolls away under the finger.
    this._pen.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    picture.addEventListener("pointermove", (event) => this._held && this._drag(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      picture.addEventListener(end, () => this._lift());
    picture.addEventListener(
      "wheel",
      (event) => {
        if (!this._held) return;
        event.preventDefault();
        this._force = Math.max(WHEEL, Math.min(100, this._force - Math.sign(event.deltaY) * WHEEL));
        this._touch(this._force);
      },
      { passive: false },
    );
  }

  /** @param {PointerEvent} event */
  _drag(event) {
    const matrix = /** @type {SVGSVGElement} */ (this._picture).getScreenCTM();
    if (!matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    this._move(x, y);
    const felt = event.pressure > 0 && event.pressure !== 0.5 ? Math.round(100 * event.pressure) : this._force;
    this._touch(this._onFace(x, y) ? Math.max(1, felt) : 0);
  }

  _lift() {
    if (!this._held) return;
    this._held = false;
    this._touch(0);
  }

  /** @param {number} load */
  _touch(load) {
    if (load === this._load) return;
    this._load = load;
    void this._hub.act("touch", load);
  }

  /** Without a pointer: into the middle of a zone, or away. @param {number} zone */
  _jump(zone) {
    if (zone < 0) {
      this._move(...this._parked);
      this._touch(0);
      return;
    }
    const box = this._zones[zone].getBBox();
    this._move(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** @param {number} x @param {number} y */
  _onFace(x, y) {
    const head = /** @type {SVGGeometryElement} */ (this._picture.querySelector(".head"));
    return head.isPointInFill(new DOMPoint(x / this._stretch[0], y / this._stretch[1]));
  }

  /** @param {number} x @param {number} y */
  _move(x, y) {
    this._at = [x, y];
    set(this._pen, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    this.zone = this._zones.findIndex((/** @type {SVGGeometryElement} */ zone) =>
      zone.isPointInFill(new DOMPoint(x, y)),
    );
    this._where.value = String(this.zone);
    this._hub.tell("nose", this.zone);
  }

  /** Whoever presses without a place for the nose (the slider, a tour) glides over the zone that was chosen.
   * @param {State} state */
  _lead(state) {
    if (state.load > 0 && !this._led && !this._held && !this._onFace(...this._at)) this._led = true;
    if (!this._led) return;
    const zone = this._zones[state.zone];
    if (state.load > 0 && zone && !this._held) {
      const box = zone.getBBox();
      const [along, across] = GLIDE_S.map((s) => Math.sin(state.now_us / 1e6 / s));
      this._move(box.x + box.width * (0.5 + 0.3 * along), box.y + box.height * (0.5 + 0.25 * across));
    } else {
      this._led = false;
      if (!this._held) this._move(...this._parked);
    }
  }

  /** The skin remembers where strokes were made. */
  _mark() {
    const [x, y] = this._at;
    if (Math.hypot(x - this._last[0], y - this._last[1]) < DOT_MM) return;
    this._last = [x, y];
    const dot = this._dots[this._dot++ % DOTS];
    set(dot, "cx", x.toFixed(1));
    set(dot, "cy", y.toFixed(1));
  }

  /** @param {State} state */
  show(state) {
    this._load = this._held ? this._load : state.load;
    this._lead(state);
    if (this._was >= 0 && state.strokes > this._was && state.load > 0) this._mark();
    this._was = state.strokes;
    this._zones.forEach((/** @type {SVGElement} */ one, /** @type {number} */ zone) => {
      const chosen = zone === state.zone;
      const under = zone === this.zone;
      set(one, "class", `zone${chosen ? " chosen" : ""}${under ? " under" : ""}`);
    });
    set(this._pen, "class", `pen-hand${state.load ? " pressed" : ""}${state.speed_hz ? " stroking" : ""}`);
    const zones = this._tables.zones;
    const believed = zones[state.zone] ? `The pen believes it is on the ${zones[state.zone].name}` : "The pen is off";
    const [x, y] = this._at;
    const here =
      this.zone >= 0
        ? `the nose is on the ${zones[this.zone].name}, ceiling ${mm(zones[this.zone].ceiling_um)}`
        : this._onFace(x, y)
          ? "the nose is where no needle belongs: eyes, nose and lips are no zone"
          : "the nose is beside the face";
    const wrong = state.load && zones[state.zone] && this.zone !== state.zone ? " It cannot see that they differ." : "";
    say(
      this._said,
      `${believed}; ${here}, ${state.load ? `pressed with ${state.load} of 100` : "in the air"}.${wrong}`,
    );
  }
}

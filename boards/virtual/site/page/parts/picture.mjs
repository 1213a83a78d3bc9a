// @ts-check
/** What the pen shows, for people: its display on a canvas, the colour of its lamp, and figures with their units. */

/** @typedef {import("../telling.mjs").State} State */

const WIDTH = 128;
const HEIGHT = 64;
const LIT = 0xfffff078; // alpha, blue, green, red
const DARK = 0xff0c0804;
const START_S = 1767225600; // 2026-01-01 00:00:00 UTC at virtual time 0 (boards/virtual/world.py), unless it is told
/** @type {[number, string][]} */
const HUES = [[15, "red"], [45, "orange"], [75, "yellow"], [165, "green"], [200, "turquoise"], [260, "blue"],
  [320, "violet"], [361, "red"]];

/** The display's frame: a byte is 8 pixels of a column, the least significant bit on top, 8 pages of 128.
 * @param {HTMLCanvasElement} canvas @param {Uint8Array} frame */
export function draw(canvas, frame) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(WIDTH, HEIGHT);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++)
      pixels[y * WIDTH + x] = (frame[(y >> 3) * WIDTH + x] >> (y & 7)) & 1 ? LIT : DARK;
  context.putImageData(image, 0, 0);
}

/** The lamp as the eye sees it: the pen drives it dim, the hue is what tells.
 * @param {number[]} rgb @returns {{css: string, name: string}} */
export function lamp(rgb) {
  const most = Math.max(...rgb);
  if (!most) return { css: "transparent", name: "lamp off" };
  const [red, green, blue] = rgb.map((part) => Math.round((255 * part) / most));
  const spread = 255 - Math.min(red, green, blue);
  let hue = 0;
  if (spread > 0)
    hue = 60 * (red === 255 ? (green - blue) / spread : green === 255 ? 2 + (blue - red) / spread : 4 + (red - green) / spread);
  const name = spread < 60 ? "white" : HUES.find(([until]) => (hue + 360) % 360 < until)?.[1];
  return { css: `rgb(${red} ${green} ${blue})`, name: `lamp ${name}` };
}

const millimetres = (/** @type {number} */ um) => `${(um / 1000).toFixed(2)} mm`;

/** What is true of the pen, as HTML: no word of it comes from outside.
 * @param {State} state */
export function facts(state) {
  const date = new Date(((state.base_s || START_S) + Math.floor(Math.max(state.ms, state.now_us / 1000) / 1000)) * 1000);
  /** @type {[string, string][]} */
  const rows = [
    ["The pen's time, UTC", date.toISOString().slice(0, 19).replace("T", " ")],
    ["It is", state.powered ? state.name || "off" : "without power"],
    ["Needles", state.duty ? `driven at ${Math.round(state.duty / 10)} %` : "at rest"],
    ["Tips stand out", millimetres(state.tip_um)],
    ["The pen measures", state.measured_um === null || state.measured_um < 0 ? "–" : millimetres(state.measured_um)],
    ["Strokes ever", String(state.strokes)],
    ["Battery", `${(state.battery_mv / 1000).toFixed(2)} V`],
    ["Must never happen, and did", String(state.violations)],
  ];
  return rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("");
}

// @ts-check
/** A film of the pen: its display, lamp and buttons as they go, recorded by the browser as WebM. Nothing of it is sent. */

import { element, onClick } from "./elements.mjs";
import { lamp } from "./picture.mjs";
import { say, set } from "./svg.mjs";

/** @typedef {import("../telling.mjs").State} State */

const [WIDTH, HEIGHT] = [640, 224];
const SCREEN = { x: 24, y: 16, width: 384, height: 192 };
const BUTTONS = { UP: 458, SELECT: 514, DOWN: 570 };
const SIGN = { UP: "▲", SELECT: "●", DOWN: "▼" };
const LAMP_AT = 612;
const FRAMES_S = 25;
const MOST_MS = 300_000; // it is kept in memory
const KINDS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];

/** @param {import("../hub.mjs").Hub} hub */
export function recording(hub) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const kind = "captureStream" in canvas && "MediaRecorder" in window && KINDS.find((one) => MediaRecorder.isTypeSupported(one));
  if (!kind) return; // its button stays hidden
  const button = element("record");
  button.hidden = false;
  /** @type {MediaRecorder | null} */
  let recorder = null;
  let timer = 0;

  hub.on("state", (state) => recorder && picture(canvas, state));
  onClick("record", () => {
    if (recorder) return recorder.stop();
    const made = (recorder = new MediaRecorder(canvas.captureStream(FRAMES_S), { mimeType: kind }));
    /** @type {Blob[]} */
    const parts = [];
    const began = performance.now();
    made.addEventListener("dataavailable", ({ data }) => parts.push(data));
    made.addEventListener("stop", () => {
      recorder = null;
      clearTimeout(timer);
      for (const track of made.stream.getTracks()) track.stop();
      show(false);
      offer(new Blob(parts, { type: "video/webm" }), performance.now() - began);
    });
    made.start();
    show(true);
    timer = window.setTimeout(() => made.state === "recording" && made.stop(), MOST_MS);
  });

  /** @param {boolean} records */
  function show(records) {
    set(button, "aria-pressed", String(records));
    say(button, records ? "Stop recording" : "Record");
    if (records) element("recorded").hidden = true;
  }

  /** @param {Blob} film @param {number} ms */
  function offer(film, ms) {
    const link = /** @type {HTMLAnchorElement} */ (element("recorded").firstElementChild);
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(film);
    say(link, `Save the recording: ${Math.round(ms / 1000)} s, ${Math.ceil(film.size / 1000)} kB`);
    element("recorded").hidden = false;
  }
}

/** The pen from above. @param {HTMLCanvasElement} canvas @param {State} state */
function picture(canvas, state) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const disc = (/** @type {number} */ x, /** @type {number} */ radius, /** @type {string} */ colour) => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, HEIGHT / 2, radius, 0, 2 * Math.PI);
    context.fill();
  };
  context.fillStyle = "#e9ecef";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = "#0b0d10";
  context.fillRect(SCREEN.x - 8, SCREEN.y - 8, SCREEN.width + 16, SCREEN.height + 16);
  context.imageSmoothingEnabled = false;
  const screen = /** @type {HTMLCanvasElement} */ (element("screen"));
  context.drawImage(screen, SCREEN.x, SCREEN.y, SCREEN.width, SCREEN.height);
  context.font = "18px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [name, x] of Object.entries(BUTTONS)) {
    disc(x, 24, state.down.includes(name) ? "#0b7ea3" : "#4a5560");
    context.fillStyle = "#ffffff";
    context.fillText(SIGN[/** @type {keyof SIGN} */ (name)], x, HEIGHT / 2);
  }
  disc(LAMP_AT, 11, "#8b9098");
  disc(LAMP_AT, 9, state.led.some(Boolean) ? lamp(state.led).css : "#e9ecef");
}

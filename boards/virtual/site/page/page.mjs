// @ts-check
/** The page: hands on the pen go to the worker, and what it tells is shown. It must not compute anything of the pen. */

import { Bench } from "./bench.mjs";
import { draw, facts, lamp } from "./picture.mjs";
import { KINDS } from "./tray.mjs";

/** @typedef {import("./session.mjs").State} State */
/** @typedef {import("./session.mjs").Told} Told */

const TAP_MS = 120; // a press by a screen reader or a switch has no length of its own
const KEYS = /** @type {Record<string, string>} */ ({ ArrowUp: "UP", ArrowDown: "DOWN", s: "SELECT", S: "SELECT" });

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/** @type {Worker} */
const worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
const send = (/** @type {any} */ message) => worker.postMessage(message);
const say = (/** @type {string} */ text) => (element("message").textContent = text);

/** @type {Map<string, string>} */
const down = new Map(); // button → by what it is held
let powered = true;
/** @type {Bench | null} */
let bench = null; // what lies around the pen: it comes a little later than the pen's display
/** @type {State[]} */
let early = []; // told before that
/** @type {State | null} */
let newest = null;
/** @type {Uint8Array | null} */
let frame = null;

// --- the worker -------------------------------------------------------------------------------------------

worker.onmessage = ({ data }) => {
  if (data.ready) send({ do: "new", seed: seed() });
  if (data.failed) say(`The pen cannot be loaded: ${data.failed}`);
  if (data.error) say(data.error);
  if (data.skipping !== undefined)
    say(data.skipping === null ? "" : `Time passes … ${Math.round(100 * data.skipping)} %`);
  if (data.state) take(data.state);
};
worker.onerror = (event) => say(`The pen has stopped: ${event.message}`);

// Where the browser has no such thing (a file, a page without TLS), the site is fetched anew each time.
navigator.serviceWorker?.register("offline.js").catch(() => {});

/** The pen of this link (`#seed=7`), or any.
 * @returns {number} */
function seed() {
  return Number(new URLSearchParams(location.hash.slice(1)).get("seed")) || 1 + Math.floor(Math.random() * 1e6);
}

/** @param {State} state */
function take(state) {
  if (!newest) requestAnimationFrame(show);
  if (bench) bench.hear(state);
  else early.push(state);
  if (state.screen) frame = state.screen;
  newest = { ...state, words: state.words ?? newest?.words };
}

/** Once a picture of this computer's screen, whatever the worker sends. */
function show() {
  const state = newest;
  newest = null;
  if (!state) return;
  if (frame) draw(/** @type {HTMLCanvasElement} */ (element("screen")), frame);
  if (frame) state.screen = frame; // of the states that no picture was made of, too
  frame = null;
  if (state.words) change("words", state.words.join("\n") || "The display is dark.");
  const colour = lamp(state.led);
  element("led").style.background = colour.css;
  change("lamp", colour.name);
  change("sound", state.tone ? `beeps at ${state.tone} Hz` : "silent");
  bench?.show(state, colour.css);
  element("cable").setAttribute("aria-pressed", String(state.usb));
  element("battery").setAttribute("aria-pressed", String(powered));
  change("cartridge", state.cartridge && state.cartridge === input("kind").value ? "Take it out" : "Put it in");
  element("cartridge").dataset.inside = state.cartridge;
  change("facts", facts(state));
}

/** @param {string} id @param {string} text */
function change(id, text) {
  const one = element(id);
  if (id === "facts") {
    if (one.dataset.shown !== text) one.innerHTML = one.dataset.shown = text;
  } else if (one.textContent !== text) one.textContent = text;
}

// --- the three buttons --------------------------------------------------------------------------------------

/** @param {string} name @param {string} by */
function press(name, by) {
  if (down.has(name)) return;
  down.set(name, by);
  send({ do: "button", name, down: true });
  mark(name, true);
}

/** @param {string} name @param {string} by */
function release(name, by) {
  if (down.get(name) !== by) return;
  down.delete(name);
  send({ do: "button", name, down: false });
  mark(name, false);
}

/** @param {string} name @param {boolean} on */
function mark(name, on) {
  document.querySelector(`[data-button=${name}]`)?.classList.toggle("down", on);
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-button]"))) {
  const name = String(button.dataset.button);
  button.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    button.setPointerCapture(event.pointerId);
    press(name, "pointer");
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
    button.addEventListener(end, () => release(name, "pointer"));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    if (event.detail) return; // a pointer's, which has been told already
    press(name, "click");
    setTimeout(() => release(name, "click"), TAP_MS);
  });
}

addEventListener("keydown", (event) => {
  const name = KEYS[event.key];
  const elsewhere = event.target instanceof Element && event.target.matches("select, input");
  if (!name || elsewhere || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  press(name, "key");
});
addEventListener("keyup", (event) => release(KEYS[event.key] ?? "", "key"));
addEventListener("blur", () => [...down].forEach(([name, by]) => release(name, by)));

fetch(new URL("bench.json", import.meta.url))
  .then((answer) => answer.json())
  .then((tables) => {
    bench = new Bench(tables, send, { press, release });
    early.forEach((state) => bench?.hear(state));
    early = [];
  }, (error) => say(`What lies around the pen cannot be loaded: ${error}`));

// --- what lies around it ------------------------------------------------------------------------------------

for (const [kind, name] of Object.entries(KINDS)) input("kind").append(new Option(name, kind));

element("cartridge").addEventListener("click", () => {
  const kind = input("kind").value;
  send({ do: "insert", kind: element("cartridge").dataset.inside === kind ? "" : kind });
});
input("pressure").addEventListener("input", () => {
  const load = Number(input("pressure").value);
  element("pressure-said").textContent = load ? `pressed ${load} of 100` : "off the skin";
  send({ do: "touch", load });
});
element("cable").addEventListener("click", () =>
  send({ do: "usb", on: element("cable").getAttribute("aria-pressed") !== "true" }));
element("battery").addEventListener("click", () => {
  powered = !powered;
  send({ do: powered ? "boot" : "cut" });
});
element("new").addEventListener("click", () => {
  powered = true;
  send({ do: "new", seed: 1 + Math.floor(Math.random() * 1e6) });
});
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-skip]")))
  button.addEventListener("click", () => send({ do: "skip", ms: Number(button.dataset.skip) }));

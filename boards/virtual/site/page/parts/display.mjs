// @ts-check
/** What the pen shows: its display, its lamp, its buzzer, and the display's words for who cannot see it. */

import { draw, facts, lamp } from "./picture.mjs";
import { change, element } from "./elements.mjs";

/** @param {import("../hub.mjs").Hub} hub */
export function display(hub) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("screen"));
  hub.on("frame", (frame) => draw(canvas, frame));
  hub.on("words", (words) => change("words", words.join("\n") || "The display is dark."));
  hub.on("state", (state) => {
    const colour = lamp(state.led);
    element("led").style.background = colour.css;
    change("lamp", colour.name);
    change("sound", state.tone ? `beeps at ${state.tone} Hz` : "silent");
    const text = facts(state);
    if (element("facts").dataset.shown !== text) element("facts").innerHTML = element("facts").dataset.shown = text;
  });
}

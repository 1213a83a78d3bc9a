// @ts-check
/** What lies around the pen: skin, cable, battery; and what the page has to say. */

import { change, element, input, onClick } from "./elements.mjs";
import { set } from "./svg.mjs";

const OWN_MS = 300; // so long the slider is where a hand has put it, whatever the pen has felt so far

/** @param {import("../hub.mjs").Hub} hub */
export function around(hub) {
  let [usb, powered] = [false, true];
  let ownUntil = 0;

  hub.on("state", (state) => {
    usb = state.usb;
    powered = state.powered || state.rests; // the battery is in
    set(element("cable"), "aria-pressed", String(usb));
    set(element("battery"), "aria-pressed", String(powered));
    if (performance.now() > ownUntil) say(state.load);
  });
  hub.on("busy", (busy) => {
    const what = busy?.what === "play" ? "Played so far" : "Time passes";
    change("busy", busy ? `${what} … ${Math.round(100 * busy.part)} %` : "");
  });
  hub.on("say", (text) => change("message", text));

  /** @param {number} load */
  function say(load) {
    input("pressure").value = String(load);
    change("pressure-said", load ? `pressed ${load} of 100` : "off the skin");
  }

  input("pressure").addEventListener("input", () => {
    ownUntil = performance.now() + OWN_MS;
    say(Number(input("pressure").value));
    void hub.act("touch", input("pressure").value);
  });
  onClick("cable", () => void hub.act("usb", usb ? 0 : 1));
  onClick("battery", () => void hub.act("battery", powered ? 0 : 1));
}

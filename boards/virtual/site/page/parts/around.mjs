// @ts-check
/** What lies around the pen: cartridges, skin, cable, battery, and time that passes faster. */

import { change, element, input, onClick } from "./elements.mjs";

/** @param {import("../hub.mjs").Hub} hub @param {Record<string, string>} kinds kinds.json: name → what it is */
export function around(hub, kinds) {
  for (const [kind, name] of Object.entries(kinds)) input("kind").append(new Option(name, kind));
  let inside = "";
  let [usb, powered] = [false, true];

  hub.on("state", (state) => {
    ({ inside, usb } = state);
    powered = state.powered || state.rests; // the battery is in
    element("cable").setAttribute("aria-pressed", String(usb));
    element("battery").setAttribute("aria-pressed", String(powered));
    change("cartridge", inside && inside === input("kind").value ? "Take it out" : "Put it in");
    if (document.activeElement !== input("pressure")) say(state.load);
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

  onClick("cartridge", () => {
    const kind = input("kind").value;
    inside === kind ? hub.act("out") : hub.act("put", kind);
  });
  input("pressure").addEventListener("input", () => {
    say(Number(input("pressure").value));
    hub.act("touch", input("pressure").value);
  });
  onClick("cable", () => hub.act("usb", usb ? 0 : 1));
  onClick("battery", () => hub.act("battery", powered ? 0 : 1));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-skip]")))
    button.addEventListener("click", () => {
      hub.tell("say", "");
      hub.send({ do: "skip", ms: Number(button.dataset.skip) });
    });
}

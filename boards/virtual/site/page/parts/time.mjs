// @ts-check
/** Time that passes faster: a minute, an hour, a day, or up to the next day on which the pen lets itself be used. */

import { element, onClick } from "./elements.mjs";
import { say } from "./svg.mjs";

const DAY_MS = 86_400_000;
const AFTER_MS = 60_000; // the pen opens within a minute of its moment

/** @param {import("../hub.mjs").Hub} hub */
export function time(hub) {
  const next = /** @type {HTMLButtonElement} */ (element("next-day"));
  let opensMs = 0;
  let nowMs = 0;

  hub.on("state", (state) => {
    nowMs = state.now_us / 1000;
    if (state.opens_us !== null) opensMs = state.opens_us / 1000; // a pen that is off still counts
    const left = opensMs - nowMs;
    next.disabled = left <= 0;
    const days = Math.ceil(left / DAY_MS);
    say(next, left > 0 ? `Next allowed day (in ${days} ${days > 1 ? "days" : "day"})` : "Next allowed day: today");
  });

  /** @param {number} ms */
  function skip(ms) {
    hub.tell("say", "");
    void hub.send({ do: "skip", ms });
  }

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-skip]")))
    button.addEventListener("click", () => skip(Number(button.dataset.skip)));
  onClick("next-day", () => skip(Math.ceil(opensMs - nowMs) + AFTER_MS));
}

// @ts-check
/** The laptop beside the pen: buttons that run the real tool where `make pen` runs, and what it says. */

import { change, element } from "./elements.mjs";

const OPENS = { report: "Open the report in a new tab", dashboard: "Open the dashboard in a new tab" };

/** @typedef {{typed: string, said: string, well: boolean, open: string}} Answer boards/virtual/live/laptop.py */

/** @param {import("../hub.mjs").Hub} hub @param {boolean} native whether there is one */
export function laptop(hub, native) {
  if (!native) return;
  element("laptop-none").hidden = true;
  element("laptop-here").hidden = false;
  hub.on("state", ({ port }) =>
    change("laptop-port", port ? `The cable is in, at ${port}: other programs find the pen there.` :
      "The cable is out: history, report and dashboard show what was synced before."));

  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-laptop]"));
  for (const button of buttons)
    button.addEventListener("click", async () => {
      const what = /** @type {keyof OPENS} */ (button.dataset.laptop);
      for (const one of buttons) one.disabled = true;
      said(`${button.textContent} …`);
      element("laptop-open").hidden = true;
      try {
        /** @type {Answer} */
        const answer = await hub.ask({ do: "laptop", what });
        said(`$ ${answer.typed}\n${answer.said}`);
        if (answer.open) opens(answer.open, OPENS[what]);
      } catch (error) {
        said(error instanceof Error ? error.message : String(error));
      }
      for (const one of buttons) one.disabled = false;
      button.focus({ preventScroll: true });
    });
}

/** @param {string} text */
function said(text) {
  element("laptop-said").hidden = false;
  change("laptop-said", text);
}

/** A link, as a page that opens long after the press would be stopped by the browser.
 * @param {string} address @param {string} text */
function opens(address, text) {
  const link = /** @type {HTMLAnchorElement} */ (element("laptop-open").firstElementChild);
  link.href = address;
  link.textContent = text;
  element("laptop-open").hidden = false;
}

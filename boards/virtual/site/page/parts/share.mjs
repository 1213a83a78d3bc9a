// @ts-check
/** A link to this pen: seed and all that was done. Whoever opens it sees the same. */

import { fragment } from "../link.mjs";
import { element, input, onClick } from "./elements.mjs";

/** @param {import("../hub.mjs").Hub} hub */
export function share(hub) {
  onClick("share", async () => {
    try {
      const link = `${location.href.split("#")[0]}#${await fragment(await hub.ask({ do: "log" }))}`;
      element("shared").hidden = false;
      input("link").value = link;
      input("link").select();
      await navigator.clipboard?.writeText(link).then(
        () => hub.tell("say", "The link is copied. Whoever opens it sees this pen do the same."),
        () => hub.tell("say", "The link is below: copy it."),
      );
    } catch (error) {
      hub.tell("say", error instanceof Error ? error.message : String(error));
    }
  });
}

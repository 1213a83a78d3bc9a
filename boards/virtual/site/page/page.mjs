// @ts-check
/** The page: puts its parts together around the hub. It must not compute anything of the pen. */

import { Hub } from "./hub.mjs";
import { open, startOver } from "./opening.mjs";
import { around } from "./parts/around.mjs";
import { buttons } from "./parts/buttons.mjs";
import { display } from "./parts/display.mjs";
import { onClick } from "./parts/elements.mjs";
import { share } from "./parts/share.mjs";

const hub = new Hub(new Worker(new URL("worker.mjs", import.meta.url), { type: "module" }));
const kinds = fetch(new URL("kinds.json", import.meta.url)).then((answer) => answer.json());

// Where the browser has no such thing (a file, a page without TLS), the site is fetched anew each time.
navigator.serviceWorker?.register("offline.js").catch(() => {});

around(hub, await kinds);
for (const part of [display, buttons, share]) part(hub);
onClick("new", () => {
  if (confirm("Start over with a new pen? What this browser has kept of yours is thrown away.")) void startOver(hub);
});
addEventListener("hashchange", () => location.reload());
for (const leaving of ["pagehide", "visibilitychange"])
  addEventListener(leaving, () => document.visibilityState === "hidden" && hub.send({ do: "leave" }));

await hub.ready;
await open(hub).catch((error) => hub.tell("say", error.message));

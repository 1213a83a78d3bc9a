// @ts-check
/** The page: puts its parts together around the hub. It must not compute anything of the pen. */

import { Hub } from "./hub.mjs";
import { open, startOver } from "./first_pen.mjs";
import { around } from "./parts/around.mjs";
import { buttons } from "./parts/buttons.mjs";
import { coach } from "./parts/coach.mjs";
import { display } from "./parts/display.mjs";
import { onClick } from "./parts/elements.mjs";
import { face } from "./parts/face.mjs";
import { faults } from "./parts/faults.mjs";
import { journal } from "./parts/journal.mjs";
import { laptop } from "./parts/laptop.mjs";
import { recording } from "./parts/recording.mjs";
import { share } from "./parts/share.mjs";
import { skin } from "./parts/skin.mjs";
import { sound } from "./parts/sound.mjs";
import { time } from "./parts/time.mjs";
import { Tours } from "./parts/tours.mjs";
import { tray } from "./parts/tray.mjs";
import { wholePen } from "./parts/whole_pen.mjs";

// Which pen: that of the page itself, or that of `make pen`, which serves a page that says so (boards/virtual/live).
const { worker = "worker.mjs" } = document.documentElement.dataset;
const native = worker !== "worker.mjs";
const hub = new Hub(new Worker(new URL(worker, import.meta.url), { type: "module" }));
const json = async (/** @type {string} */ name) => (await fetch(new URL(name, import.meta.url))).json();
const [kinds, shown, steps, tables] = await Promise.all(
  ["kinds.json", "tours.json", "coach.json", "bench.json"].map(json),
);

// Where the browser has no such thing (a file, a page without TLS), the site is fetched anew each time.
if (!native) navigator.serviceWorker?.register("offline.js").catch(() => {});

coach(hub, steps);
tray(hub, kinds);
const tours = new Tours(hub, shown);
for (const part of [wholePen, skin, face, faults, journal]) part(hub, tables);
for (const part of [display, buttons, sound, around, time, share, recording]) part(hub); // buttons: of the drawn pen, too
laptop(hub, native);
onClick("new", () => {
  if (confirm("Start over with a new pen? What is kept of yours is thrown away.")) void startOver(hub);
});
addEventListener("hashchange", () => location.reload());
for (const leaving of ["pagehide", "visibilitychange"])
  addEventListener(leaving, () => document.visibilityState === "hidden" && hub.send({ do: "leave" }));

await hub.ready;
await open(hub, tours).catch((error) => hub.tell("say", error.message));

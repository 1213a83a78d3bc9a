// @ts-check
/** Which pen the page begins with: that of its link, or its own, kept from the last visit; and what is said about it. */

import { textOf } from "./link.mjs";

/** @typedef {import("./hub.mjs").Hub} Hub */
/** @typedef {import("./keeper.mjs").Found} Found */
/** @typedef {{fingerprint: string, end_ms: number, actions: number, seed: number}} Log */

const anySeed = () => 1 + Math.floor(Math.random() * 1e6);

/** @param {Hub} hub @param {{begin: (name: string) => Promise<boolean>}} tours */
export async function open(hub, tours) {
  const hash = location.hash;
  try {
    const text = await textOf(hash);
    if (text !== null) return await replay(hub, text, "link");
  } catch (error) {
    hub.tell("say", `${error instanceof Error ? error.message : error} Here is a new pen instead.`);
    return await begin(hub, anySeed(), "new");
  }
  const wanted = new URLSearchParams(hash.slice(1));
  if (await tours.begin(wanted.get("tour") ?? "")) return;
  const seed = Number(wanted.get("seed"));
  if (seed) return await begin(hub, seed, "seed");
  return await own(hub);
}

/** Another pen from the factory. @param {Hub} hub @param {number} seed @param {string} kind */
async function begin(hub, seed, kind) {
  await hub.ask({ do: "keep", on: false });
  await hub.ask({ do: "new", seed });
  hub.tell("pen", kind);
}

/** Play a log to its end, as fast as it goes, and say whether it came out the same.
 * @param {Hub} hub @param {string} text @param {string} kind */
export async function replay(hub, text, kind) {
  await hub.ask({ do: "keep", on: false });
  /** @type {Log} */
  const log = await hub.ask({ do: "load", text });
  hub.tell("pen", kind);
  hub.send({ do: "play", until: log.end_ms, fast: true });
  await hub.next("reached");
  const found = String(await hub.ask({ do: "log" })).split(".").at(-1);
  await hub.ask({ do: "go_on" });
  const same = !log.fingerprint || found === log.fingerprint;
  const what = `This is the pen of ${kind === "link" ? "a link" : "your last visit"}: ${log.actions} actions, played again`;
  const exactly = log.fingerprint ? ", exactly" : ""; // nobody has looked at the end of a log without one
  hub.tell("say", same ? `${what}${exactly}. It goes on from here.` :
    `${what}, but not the same way: another version of the pen's program made it.`);
}

/** The pen that this browser has kept, or a new one. @param {Hub} hub */
async function own(hub) {
  if (!(await alone())) {
    await begin(hub, anySeed(), "second");
    return hub.tell("say", "Your own pen is open in another tab. This is another one, which is not kept.");
  }
  /** @type {Found} */
  const found = await hub.ask({ do: "open" });
  if (found.found === "image") {
    hub.tell("pen", "own");
    hub.tell("say", String(found.say));
  } else if (found.found === "log") {
    try {
      await replay(hub, String(found.log), "own");
    } catch {
      found.found = "";
    }
  }
  if (!found.found) await begin(hub, anySeed(), "own");
  if (!found.found && found.why) hub.tell("say", `Your pen could not be opened: ${found.why}. This is a new one.`);
  await hub.ask({ do: "keep", on: true });
}

/** Whether no other tab has this browser's pen. @returns {Promise<boolean>} */
function alone() {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) =>
    navigator.locks.request("needlepen", { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {}); // for as long as the page is there
    }));
}

/** A new pen in the place of the one that is kept. @param {Hub} hub */
export async function startOver(hub) {
  await hub.ask({ do: "forget" });
  if (location.hash) return void location.assign(location.href.split("#")[0]);
  await begin(hub, anySeed(), "own");
  await hub.ask({ do: "keep", on: true });
  hub.tell("say", "This is a new pen.");
}

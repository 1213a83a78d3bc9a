// @ts-check
/** The page's worker: fetches what `make site` has made, then runs a `Session` in real time. */

import { Pen } from "./pen.mjs";
import { Session } from "./session.mjs";

/** @param {any} message */
const tell = (message) => self.postMessage(message);

/** What lies beside this file. @param {string} name */
async function fetched(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

const bytes = async (/** @type {string} */ name) => new Uint8Array(await (await fetched(name)).arrayBuffer());
const json = async (/** @type {string} */ name) => (await fetched(name)).json();

async function begin() {
  const [world, pen, letters, states] = await Promise.all([
    bytes("world.files"), bytes("pen.files"), json("letters.json"), json("states.json"),
  ]);
  const parts = { wasm: new URL("micropython.wasm", import.meta.url).href, world, pen };
  const session = new Session(await Pen.start(parts, console.error), { letters, states }, tell);
  self.onmessage = ({ data }) => session.hear(data);
  tell({ ready: true });
  const clock = () => performance.now();
  const again = () => setTimeout(again, session.turn(clock(), clock));
  return { session, again };
}

begin().then(
  ({ again }) => again(),
  (error) => tell({ failed: String(error) }),
);

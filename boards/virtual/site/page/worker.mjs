// @ts-check
/** The page's worker: fetches what `make site` has made, then runs a `Session` in real time, and keeps its pen. */

import { Keeper, browserStore } from "./keeper.mjs";
import { Pen } from "./pen.mjs";
import { Session } from "./session.mjs";

/** @param {any} message */
const tell = (message) => self.postMessage(message);
const NOTHING = { get: async () => undefined, put: async () => {} };

/** What lies beside this file. @param {string} name */
async function fetched(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

const bytes = async (/** @type {string} */ name) => new Uint8Array(await (await fetched(name)).arrayBuffer());
const json = async (/** @type {string} */ name) => (await fetched(name)).json();

async function begin() {
  const [world, pen, letters, states, version, store] = await Promise.all([
    bytes("world.files"), bytes("pen.files"), json("letters.json"), json("states.json"), json("version.json"),
    browserStore().catch(() => NOTHING),
  ]);
  const parts = { wasm: new URL("micropython.wasm", import.meta.url).href, world, pen };
  const session = new Session(await Pen.start(parts, console.error), { letters, states }, tell);
  const keeper = new Keeper(session, version, store);
  const clock = () => performance.now();

  /** What is about keeping; all else is the session's. @type {Record<string, (message: any) => any>} */
  const keeping = {
    open: async () => {
      const found = await keeper.open();
      if (found.found !== "image") session.pen = await Pen.start(parts, console.error); // whatever was tried
      return found;
    },
    keep: ({ on }) => keeper.keep(on),
    forget: () => keeper.forget(),
    leave: () => keeper.look(clock(), true),
  };
  self.onmessage = async ({ data }) => {
    if (!(data.do in keeping)) return session.hear(data);
    const answer = await keeping[data.do](data);
    tell({ id: data.id, answer });
  };
  tell({ ready: true });
  const again = () => {
    const wait = session.turn(clock(), clock);
    keeper.look(clock());
    setTimeout(again, wait);
  };
  again();
}

begin().catch((error) => tell({ failed: String(error) }));

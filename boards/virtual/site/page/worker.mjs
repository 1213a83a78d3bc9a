// @ts-check
/** The worker of a page that has its pen in itself: fetches what `make site` has made, runs a session, keeps its pen. */

import { Keeper, browserStore } from "./keeper.mjs";
import { Pen } from "./pen.mjs";
import { Session } from "./session.mjs";
import { clock, fetched, json, live, tell } from "./work.mjs";

const NOTHING = { get: async () => undefined, put: async () => {} };

const bytes = async (/** @type {string} */ name) => new Uint8Array(await (await fetched(name)).arrayBuffer());

async function begin() {
  const [world, pen, letters, states, version, store] = await Promise.all([
    bytes("world.files"), bytes("pen.files"), json("letters.json"), json("states.json"), json("version.json"),
    browserStore().catch(() => NOTHING),
  ]);
  const parts = { wasm: new URL("micropython.wasm", import.meta.url).href, world, pen };
  const session = new Session(await Pen.start(parts, console.error), { letters, states }, tell);
  const keeper = new Keeper(session, version, store);
  const keeping = {
    open: async () => {
      const found = await keeper.open();
      if (found.found !== "image") session.pen = await Pen.start(parts, console.error); // whatever was tried
      return found;
    },
    keep: (/** @type {{on: boolean}} */ { on }) => keeper.keep(on),
    forget: () => keeper.forget(),
    leave: () => keeper.look(clock(), true),
  };
  live(session, keeping, () => keeper.look(clock()));
}

begin().catch((error) => tell({ failed: String(error) }));

// @ts-check
/** The worker of the page that `make pen` serves: the same session as everywhere, on the native pen of that program. */

import { RemotePen } from "./remote_pen.mjs";
import { Session } from "./session.mjs";
import { json, live, tell } from "./work.mjs";

const AGAIN_MS = 300;
const PATIENCE_MS = 2_500; // a page that was closed or loaded anew has let go by then (served_pen.py)

/** Take the pen into this page's hand, as soon as no other has it. @param {RemotePen} pen */
async function take(pen) {
  for (let waited = 0; ; waited += AGAIN_MS) {
    try {
      return pen.take();
    } catch (error) {
      if (waited > PATIENCE_MS) tell({ say: error instanceof Error ? error.message : String(error) });
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

async function begin() {
  const [letters, states] = await Promise.all([json("letters.json"), json("states.json")]);
  const pen = new RemotePen(new URL("ask", import.meta.url).href);
  await take(pen);
  const session = new Session(pen, { letters, states }, tell);
  live(session, {
    open: () => {
      const found = pen.ask({ do: "open" });
      if (found.found) session.resume();
      return found;
    },
    keep: ({ on }) => pen.ask({ do: "keep", on }),
    forget: () => pen.ask({ do: "forget" }),
    laptop: ({ what }) => pen.later({ do: "laptop", what }),
    leave: () => null, // whoever closes the page lets go of the pen, and `make pen` keeps it
  });
}

begin().catch((error) => tell({ failed: String(error) }));

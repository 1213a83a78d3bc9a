// The worker's session under Node.js, without a worker, on a clock of its own: what the page would be told.
// node session_walk.mjs SITE_FOLDER → JSON
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { Pen } = await import(join(folder, "pen.mjs"));
const { Session } = await import(join(folder, "session.mjs"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const parts = { wasm: join(folder, "micropython.wasm"), world: bytes("world.files"), pen: bytes("pen.files") };

let state = {};
const told = [];
const errors = [];
const session = new Session(
  await Pen.start(parts, console.error),
  { letters: json("letters.json"), states: json("states.json") },
  (one) => {
    if (one.state) state = { ...state, ...one.state };
    if (one.error) errors.push(one.error);
  },
);
let now = 0;

/** Real time passes: so much of it, turn by turn. */
function pass(ms) {
  for (const end = now + ms; now < end; now += 16) session.turn(now);
}

/** What the page would show now. */
function look(what) {
  told.push({ what, words: state.words, name: state.name, now_ms: Math.round(state.now_us / 1000), errors: [...errors] });
}

function tap(name) {
  session.hear({ do: "act", words: ["down", name] });
  pass(120);
  session.hear({ do: "act", words: ["up", name] });
  pass(600);
}

session.hear({ do: "new", seed: 7 });
pass(3000);
look("ready");
tap("DOWN");
look("down");
tap("SELECT");
tap("UP");
look("deeper");
session.hear({ do: "speed", times: 10 });
pass(1000);
look("fast");
session.hear({ do: "speed", times: 1 });
session.hear({ do: "act", words: ["usb", 1] });
pass(500);
session.hear({ do: "skip", ms: 86_400_000 });
look("plugged");
session.hear({ do: "act", words: ["usb", 0] });
session.hear({ do: "skip", ms: 86_400_000 });
while (session.turn(now) === 0);
look("a day later");
console.log(JSON.stringify(told));
process.exit(0);

// Plays a log on the site's pen as the page does: on a clock of its own, in uneven turns. Reads the log's text.
// node play_log.mjs SITE_FOLDER fast|paced → JSON: the text of the log that came of it, the journal, what was told
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, pace] = process.argv.slice(2);
const { Pen } = await import(join(folder, "pen.mjs"));
const { Session } = await import(join(folder, "session.mjs"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const parts = { wasm: join(folder, "micropython.wasm"), world: bytes("world.files"), pen: bytes("pen.files") };
const errors = [];
let reached = null;
const session = new Session(
  await Pen.start(parts, console.error),
  { letters: json("letters.json"), states: json("states.json") },
  (told) => {
    if (told.error) errors.push(told.error);
    if (told.reached !== undefined) reached = told.reached;
  },
);
let answer;
const tell = session.tell;
session.tell = (told) => (told.id === 1 ? (answer = told) : tell(told));
session.hear({ do: "load", text: readFileSync(0, "utf8"), id: 1 });
if (!answer.error) {
  session.hear({ do: "play", until: answer.answer.end_ms, fast: pace === "fast" });
  for (let now = 0, n = 0; reached === null && !errors.length; n++) session.turn((now += 1 + ((n * 37) % 240)));
}
const app = answer.error ? {} : session.pen.ask({ do: "look" });
const journal = app.state >= 0 ? session.pen.ask({ do: "journal" }) : "";
console.log(JSON.stringify({ log: answer.error ? null : session.log(), journal, errors, answer }));
process.exit(0);

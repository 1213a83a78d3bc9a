// Each cartridge of the tray in a pen of its own, under Node.js: node tray_walk.mjs SITE_FOLDER → JSON, by kind
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { Pen } = await import(join(folder, "pen.mjs"));
const { Session } = await import(join(folder, "session.mjs"));
const { decoded, sentence } = await import(join(folder, "parts", "journal.mjs"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const parts = { wasm: join(folder, "micropython.wasm"), world: bytes("world.files"), pen: bytes("pen.files") };
const tables = json("bench.json").journal;
let told = [];
const session = new Session(
  await Pen.start(parts, console.error),
  { letters: json("letters.json"), states: json("states.json") },
  (one) => told.push(one),
);
let now = 0;
const pass = (ms) => {
  for (const end = now + ms; now < end; now += 16) session.turn(now);
};

const found = {};
for (const kind of Object.keys(json("kinds.json"))) {
  session.hear({ do: "new", seed: 7 });
  pass(1500);
  told = [];
  session.hear({ do: "act", words: ["put", kind] });
  pass(2500);
  const states = told.flatMap((one) => one.state ?? []);
  const records = decoded(states.map((state) => state.journal ?? "").join(""), tables);
  found[kind] = {
    words: states.findLast((state) => state.words)?.words,
    inside: states.at(-1).inside,
    verdict: records.find((record) => record.kind === "cartridge")?.fields.verdict,
    sentences: records.map((record) => sentence(record, tables)),
    errors: told.flatMap((one) => one.error ?? []),
  };
}
console.log(JSON.stringify(found));
process.exit(0);

// The site's pen under Node.js: lines of JSON in, lines of JSON out, as boards/virtual/process.py.
// node line.mjs SITE_FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const folder = process.argv[2];
const { Pen } = await import(join(folder, "pen.mjs"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const parts = { wasm: join(folder, "micropython.wasm"), world: bytes("world.files"), pen: bytes("pen.files") };
const pen = await Pen.start(parts, (line) => process.stderr.write(line + "\n"));

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { ok: pen.ask(JSON.parse(line)) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
process.exit(0);

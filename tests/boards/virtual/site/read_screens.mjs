// Frames as hexadecimal lines on standard input → their texts as JSON. node read_screens.mjs SITE_FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { ScreenReader } = await import(join(folder, "screen_reader.mjs"));
const reader = new ScreenReader(JSON.parse(readFileSync(join(folder, "letters.json"), "utf8")));
const frames = readFileSync(0, "utf8").trim().split("\n");
const began = performance.now();
const texts = frames.map((frame) => reader.lines(new Uint8Array(Buffer.from(frame, "hex"))));
console.error(`${((performance.now() - began) / frames.length).toFixed(1)} ms a screen`);
console.log(JSON.stringify(texts));

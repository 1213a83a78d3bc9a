// What the coach says of states: JSON on standard input, JSON out. node advise.mjs SITE_FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { advice } = await import(join(folder, "parts", "coach.mjs"));
const table = JSON.parse(readFileSync(join(folder, "coach.json"), "utf8"));
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((state) => advice(table, state))));

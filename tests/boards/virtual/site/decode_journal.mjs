// Records as the page reads them: node decode_journal.mjs SITE_FOLDER < hexadecimal → JSON, [[record, sentence], …]
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { decoded, sentence } = await import(join(folder, "parts", "journal.mjs"));
const tables = JSON.parse(readFileSync(join(folder, "bench.json"), "utf8")).journal;
const records = decoded(readFileSync(0, "utf8").trim(), tables);
console.log(JSON.stringify(records.map((record) => [record, sentence(record, tables)])));

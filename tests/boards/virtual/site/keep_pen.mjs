// A pen of the page kept in a store and opened again in another worker's place, whole and damaged. node keep_pen.mjs SITE_FOLDER → JSON
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { Pen } = await import(join(folder, "pen.mjs"));
const { Session } = await import(join(folder, "session.mjs"));
const { Keeper } = await import(join(folder, "keeper.mjs"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const parts = { wasm: join(folder, "micropython.wasm"), world: bytes("world.files"), pen: bytes("pen.files") };
const tables = { letters: json("letters.json"), states: json("states.json") };

/** A worker's session and keeper on these kept things, and real time that passes for them. */
async function visit(kept, version = "1") {
  const store = { get: async (key) => structuredClone(kept[key]), put: async (key, it) => void (kept[key] = structuredClone(it)) };
  const errors = [];
  const session = new Session(await Pen.start(parts, console.error), tables, (told) => told.error && errors.push(told.error));
  const keeper = new Keeper(session, version, store);
  let now = 0;
  const pass = (ms) => {
    for (const end = now + ms; now < end; now += 16) session.turn(now);
  };
  const act = (...words) => session.hear({ do: "act", words });
  return { session, keeper, pass, act, errors, settled: () => keeper._writing, now: () => now };
}

const kept = {};
const told = {};
const first = await visit(kept);
first.session.hear({ do: "new", seed: 7 });
first.pass(3000);
first.keeper.keep(true);
first.act("down", "SELECT"); // in the middle of a press, and with a fault
first.act("fault", "adc_noise", 1, 4);
first.keeper.look(first.now());
await first.settled();
const image = kept.own;
first.act("put", "long"); // since the image
first.pass(200);
first.act("up", "SELECT");
await first.settled();
told.log = first.session.log();

const second = await visit(kept);
told.found = await second.keeper.open();
told.again = second.session.log();
for (const one of [second]) {
  one.pass(2000);
  one.act("down", "DOWN");
  one.pass(100);
  told.goes_on = one.session.log();
}

told.damaged = {};
const broken = new Uint8Array(image.image.slice(0));
broken[broken.length >> 1] ^= 0x55;
for (const [name, own, risk] of [
  ["other version", { ...image, version: "2" }],
  ["a bit", { ...image, image: broken.buffer }],
  ["cut off", { ...image, image: image.image.slice(0, 1000) }],
  ["no image", { ...image, image: undefined }],
  ["it failed before", image, 1],
  ["foreign", { something: "else" }],
  ["a number", 3],
]) {
  const { keeper } = await visit({ own, risk });
  told.damaged[name] = await keeper.open();
}
const refusing = await visit({});
refusing.keeper._store.get = () => Promise.reject(new Error("no room"));
told.damaged["no store"] = await refusing.keeper.open();
const empty = await visit({});
told.nothing = await empty.keeper.open();
await second.keeper.forget();
told.left = Object.values(kept).filter((it) => it !== undefined).length;
told.errors = [...first.errors, ...second.errors];
console.log(JSON.stringify(told));
process.exit(0);

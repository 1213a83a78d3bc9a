// The site's pen timed under Node.js: node site_numbers.mjs SITE_FOLDER → JSON. Times in ms, speeds as multiples.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const began = performance.now();
const { Pen } = await import(join(folder, "pen.mjs"));
const { Session } = await import(join(folder, "session.mjs"));
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const parts = { wasm: join(folder, "micropython.wasm"), world: bytes("world.files"), pen: bytes("pen.files") };
const pen = await Pen.start(parts, console.error);
const numbers = { load_ms: performance.now() - began };

let state = {};
const session = new Session(pen, { letters: json("letters.json"), states: json("states.json") }, (told) => {
  if (told.error) throw new Error(told.error);
  state = { ...state, ...told.state };
});
let now = 0;

/** Real time of a clock of its own passes in turns of `step_ms`; how long each turn took. */
function turns(ms, step_ms = 16) {
  const took = [];
  for (const end = now + ms; now < end; now += step_ms) {
    const start = performance.now();
    session.turn(now);
    took.push(performance.now() - start);
  }
  return took;
}

const sum = (times) => times.reduce((all, one) => all + one, 0);
session.hear({ do: "new", seed: 1 });
while (!state.words?.includes("Ready") && now < 20_000) turns(16);
numbers.first_picture_ms = performance.now() - began;

const resting = turns(10_000);
numbers.resting_speed = 10_000 / sum(resting);
numbers.longest_turn_ms = Math.max(...resting);

/** Hands do something. */
const act = (...words) => session.hear({ do: "act", words });

/** The pen's time passes in a moment. */
function pass(ms) {
  session.hear({ do: "skip", ms });
  while (session.turn(now) === 0);
}

// What the pen itself takes from a button that is let go to another picture, in its own time
const own = [];
for (let n = 0; n < 20; n++) {
  pass(700);
  act("down", "DOWN");
  pass(120);
  act("up", "DOWN");
  const let_go_us = state.now_us;
  for (state.screen = undefined; state.screen === undefined; ) pass(1);
  own.push((state.now_us - let_go_us) / 1000);
}
numbers.own_press_ms = own.sort((one, other) => one - other)[own.length / 2];

const start = performance.now();
pass(86_400_000);
numbers.day_ms = performance.now() - start;

const tap = (name) => {
  act("down", name);
  pass(90);
  act("up", name);
  pass(710);
};
tap("SELECT");
pass(2_000);
act("put", "multi");
pass(1_200);
for (const name of ["SELECT", "SELECT", "SELECT", "SELECT", ...process.argv.slice(3)]) tap(name);
pass(333_000);
for (const name of ["SELECT", "SELECT"]) tap(name);
pass(3_500);
tap("UP");
for (let n = 0; !state.duty; n++) {
  if (n > 60) throw new Error("no needles: " + state.words);
  pass(50);
}
pass(1_000);
act("touch", 20);
const needles = turns(5_000);
numbers.needles_speed = 5_000 / sum(needles);
numbers.longest_needle_turn_ms = Math.max(...needles);
numbers.strokes = state.strokes;
console.log(JSON.stringify(numbers));
process.exit(0);

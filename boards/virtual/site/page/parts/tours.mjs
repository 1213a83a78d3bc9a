// @ts-check
/** Tours: a log with words. Next plays a step, Back begins anew and goes up to the one before, and it plays by itself. */

import { change, element, onClick } from "./elements.mjs";

/** @typedef {import("../hub.mjs").Hub} Hub */
/** @typedef {import("../telling.mjs").State} State */
/** @typedef {{say: string, until: number, sees: string[], true: [string, string, number?][], rules: string[]}} Step */
/** @typedef {{name: string, title: string, about: string, log: string, steps: Step[]}} Tour */
/** @typedef {{tours: Tour[], rules: Record<string, {is: string, test: string}>}} Data tours.json */

const READING_MS = 60; // of real time, for each letter of a step, before the next one plays by itself

export class Tours {
  /** @param {Hub} hub @param {Data} data */
  constructor(hub, data) {
    this._hub = hub;
    this._data = data;
    /** @type {Tour | null} */
    this._tour = null;
    this._at = -1; // the step that is shown
    this._plays = false; // it is under way
    this._alone = false; // and so will be the next
    this._timer = 0;
    /** @type {Record<string, number>} */
    this._before = {};
    /** @type {State | null} */
    this._state = null;
    this._words = "";
    hub.on("state", (state) => (this._state = state));
    hub.on("words", (words) => (this._words = words.join(" / ")));
    hub.on("pen", (kind) => kind !== "tour" && this._left(kind));
    for (const tour of data.tours) this._offer(tour);
    onClick("tour-next", () => this.next());
    onClick("tour-back", () => void this.back());
    onClick("tour-alone", () => this._byItself(!this._alone));
    onClick("tour-leave", () => location.assign(location.href.split("#")[0]));
  }

  /** @param {Tour} tour */
  _offer(tour) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = tour.title;
    button.title = tour.about;
    button.addEventListener("click", () => void this.begin(tour.name));
    element("tours").append(button);
  }

  /** Begin a tour, before its first step; false: there is none of this name.
   * @param {string} name */
  async begin(name) {
    const tour = this._data.tours.find((one) => one.name === name);
    if (!tour) return false;
    await this._hub.ask({ do: "keep", on: false });
    await this._hub.ask({ do: "load", text: tour.log });
    history.replaceState(null, "", `#tour=${name}`);
    this._hub.tell("pen", "tour");
    this._tour = tour;
    this._at = -1;
    this._before = {};
    this._byItself(false);
    element("tour").hidden = false;
    element("offer").hidden = true;
    element("tour-next").focus({ preventScroll: true }); // what was pressed is gone
    change("tour-title", tour.title);
    this.next();
    return true;
  }

  /** The next step, watched; while one is under way: at once. */
  next() {
    const tour = this._tour;
    if (!tour) return;
    clearTimeout(this._timer);
    if (this._plays) return this._play(true);
    if (this._at === tour.steps.length - 1) return;
    this._at += 1;
    this._play(false);
  }

  /** The tour anew, and fast up to the step before this one. */
  async back() {
    const tour = this._tour;
    if (!tour || this._at < 0) return;
    const at = Math.max(0, this._at - 1);
    await this._hub.ask({ do: "load", text: tour.log });
    this._byItself(false);
    this._before = {};
    for (this._at = 0; this._at <= at; this._at++) await this._play(true);
    this._at = at;
  }

  /** @param {boolean} on */
  _byItself(on) {
    this._alone = on;
    element("tour-alone").setAttribute("aria-pressed", String(on));
    clearTimeout(this._timer);
    if (on && !this._plays) this.next();
  }

  /** Play the step that is shown. @param {boolean} fast */
  async _play(fast) {
    const tour = /** @type {Tour} */ (this._tour);
    const step = tour.steps[this._at];
    const began = !this._plays;
    this._plays = true;
    this._show(tour, step);
    this._hub.send({ do: "play", until: step.until, fast, watched: true });
    if (!began) return;
    await this._hub.next("reached");
    if (this._tour !== tour) return;
    this._plays = false;
    this._check(step);
    const last = this._at === tour.steps.length - 1;
    element("tour-next").toggleAttribute("disabled", last);
    if (this._alone && !last)
      this._timer = window.setTimeout(() => this.next(), READING_MS * step.say.length);
  }

  /** @param {Tour} tour @param {Step} step */
  _show(tour, step) {
    change("tour-step", `· step ${this._at + 1} of ${tour.steps.length}`);
    change("tour-say", step.say);
    element("tour-found").replaceChildren();
    element("tour-rules").replaceChildren(...step.rules.map((name) => this._rule(name)));
    element("tour-next").removeAttribute("disabled"); // of the last one, too: it is made faster by it
  }

  /** @param {string} name */
  _rule(name) {
    const { is, test } = this._data.rules[name];
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `rules.html#${name}`;
    link.textContent = `${name}: ${is}`.replaceAll("`", "");
    const shown = document.createElement("code");
    shown.textContent = test;
    item.append(link, " ", shown);
    return item;
  }

  /** What was to be seen and to be true, and whether it is. @param {Step} step */
  _check(step) {
    const state = /** @type {any} */ (this._state);
    const found = step.sees.map((words) => ({ what: `The display says “${words}”`, is: this._words.includes(words) }));
    for (const [field, how, wanted = 0] of step.true) {
      const now = state[field];
      const then = this._before[field] ?? 0;
      const is = how === "same" ? now === then : how === "==" ? now === wanted : how === "<=" ? now <= wanted : now >= wanted;
      found.push({ what: TRUTHS[field]?.(now, how) ?? `${field} is ${now}`, is });
    }
    this._before = { ...state };
    element("tour-found").replaceChildren(...found.map(({ what, is }) => {
      const item = document.createElement("li");
      item.textContent = `${is ? "✓" : "✗ not so:"} ${what}`;
      item.className = is ? "is" : "is-not";
      return item;
    }));
    element("tour").dataset.reached = String(this._at + 1);
  }

  /** @param {string} kind of the pen that is in hand now */
  _left(kind) {
    if (!this._tour) return;
    this._tour = null;
    this._plays = false;
    this._byItself(false);
    element("offer").hidden = false;
    if (element("tour").contains(document.activeElement))
      element("tours").querySelector("button")?.focus({ preventScroll: true });
    element("tour").hidden = true;
    if (kind === "taken") this._hub.tell("say", "You have taken over: the tour is left, and this pen is yours.");
  }
}

/** What is true, in words. @type {Record<string, (now: number, how: string) => string>} */
const TRUTHS = {
  strokes: (now, how) => (how === "same" ? "Not one stroke was made" : `${now} strokes so far`),
  tip_um: (now) => `The tips stand out ${(now / 1000).toFixed(3)} mm`,
  max_tip_um: (now) => `Never deeper than ${(now / 1000).toFixed(3)} mm`,
  state: (now) => (now === 5 ? "The needles move" : "The needles stand"),
  violations: () => "Nothing has happened that must never happen",
};

// @ts-check
/** The buzzer, aloud: off until somebody wants it. */

import { element, onClick } from "./elements.mjs";

const LOUD = 0.04;
const FADE_S = 0.01; // no click

/** @param {import("../hub.mjs").Hub} hub */
export function sound(hub) {
  const buzzer = new Buzzer();
  hub.on("state", (state) => buzzer.sound(state.tone));
  onClick("buzzer", () => element("buzzer").setAttribute("aria-pressed", String(buzzer.turn())));
}

class Buzzer {
  _tone = 0;
  _on = false;

  /** On or off; whether it is on now. */
  turn() {
    this._on = !this._on;
    this._begin();
    this._apply();
    return this._on;
  }

  _begin() {
    if (this._context || !this._on) return;
    this._context = new AudioContext();
    this._gain = new GainNode(this._context, { gain: 0 });
    this._voice = new OscillatorNode(this._context, { type: "square" });
    this._voice.connect(this._gain).connect(this._context.destination);
    this._voice.start();
  }

  _apply() {
    if (!this._context || !this._voice || !this._gain) return;
    const now = this._context.currentTime;
    if (this._tone) this._voice.frequency.setValueAtTime(this._tone, now);
    this._gain.gain.setTargetAtTime(this._on && this._tone ? LOUD : 0, now, FADE_S);
  }

  /** @param {number} tone Hz; 0 is silent */
  sound(tone) {
    if (tone === this._tone) return;
    this._tone = tone;
    this._apply();
  }
}

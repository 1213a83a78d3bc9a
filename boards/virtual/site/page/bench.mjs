// @ts-check
/** What lies around the pen, put together: the pen itself, skin, face, tray, time, faults and journal. */

import { FaceView } from "./face_view.mjs";
import { FaultDrawer } from "./fault_drawer.mjs";
import { JournalView } from "./journal_view.mjs";
import { PenView } from "./pen_view.mjs";
import { SkinView } from "./skin_view.mjs";
import { Sound } from "./sound.mjs";
import { TrayView } from "./tray_view.mjs";

/** @typedef {import("./session.mjs").State} State */

const DAY_MS = 86_400_000;
const AFTER_MS = 60_000; // the pen opens within a minute of its moment

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Bench {
  /**
   * @param {any} tables bench.json
   * @param {(message: any) => void} send
   * @param {{press: (name: string, by: string) => void, release: (name: string, by: string) => void}} hands
   */
  constructor(tables, send, hands) {
    const display = /** @type {HTMLCanvasElement} */ (element("screen"));
    const slider = /** @type {HTMLInputElement} */ (element("pressure"));
    this._pen = new PenView(element("pen-view"), tables.pen, hands, display);
    this._skin = new SkinView(element("skin-view"), tables);
    this._face = new FaceView(element("face-view"), tables, (load) => {
      slider.value = String(load);
      slider.dispatchEvent(new Event("input"));
    });
    slider.addEventListener("input", () => this._face.told(Number(slider.value)));
    this._tray = new TrayView(
      element("tray-view"),
      (kind) => send({ do: "insert", kind }),
      (x, y) => this._pen.noseAt(x, y),
    );
    this._faults = new FaultDrawer(element("faults-view"), tables.faults, send);
    this._journal = new JournalView(element("journal-view"), tables.journal);
    this._sound = new Sound(element("buzzer"));
    this._opens_us = 0;
    this._now_us = 0;
    element("coin").addEventListener("click", () =>
      send({ do: "fault", name: "coin_cell_removed", on: element("coin").getAttribute("aria-pressed") === "true" }),
    );
    element("next-day").addEventListener("click", () =>
      send({ do: "skip", ms: Math.ceil((this._opens_us - this._now_us) / 1000) + AFTER_MS }),
    );
  }

  /** Each state, also those that no picture is made of. @param {State} state */
  hear(state) {
    if (state.now_us < this._now_us) this._journal.clear(); // another pen
    this._now_us = state.now_us;
    if (state.journal) this._journal.add(state.journal);
    if (state.faults) this._faults.show(state.faults);
    if (state.opens_us !== null) this._opens_us = state.opens_us; // a pen that is off still counts
  }

  /** Once a picture. @param {State} state @param {string} lamp the colour of the lamp */
  show(state, lamp) {
    this._pen.show(state, lamp);
    this._face.show(state);
    this._skin.show(state, this._face.zone >= 0 ? this._face.zone : Math.max(0, state.zone));
    this._tray.show(state);
    this._sound.show(state.tone);
    element("coin").setAttribute("aria-pressed", String(state.coin));
    const next = /** @type {HTMLButtonElement} */ (element("next-day"));
    const left_ms = (this._opens_us - state.now_us) / 1000;
    next.disabled = left_ms <= 0;
    const text = left_ms > 0 ? `Next allowed day (in ${Math.ceil(left_ms / DAY_MS)} days)` : "Next allowed day: today";
    if (next.textContent !== text) next.textContent = text;
  }
}

// @ts-check
/**
 * Between the page's parts and the worker with the pen: what the pen is comes out, what is done to it goes in.
 *
 * A part gets the hub, subscribes with `on`, and acts with `act`; README.md has the table. Parts do not know each other.
 */

/** @typedef {import("./telling.mjs").State} State */
/** @typedef {import("./telling.mjs").Busy} Busy */
/**
 * What a part can subscribe to, and what it is given.
 * @typedef {{
 *   state: State, frame: Uint8Array, words: string[], records: string, busy: Busy | null, reached: number, say: string,
 *   pen: string, nose: number
 * }} Events
 */

const TOUCH_MS = 50; // a slider tells more than a pen can feel

export class Hub {
  /** @param {Worker} worker */
  constructor(worker) {
    this._worker = worker;
    /** @type {Map<string, Function[]>} */
    this._listeners = new Map();
    /** @type {Map<number, {resolve: Function, reject: Function}>} */
    this._asked = new Map();
    this._id = 0;
    /** @type {Partial<State>} */
    this._state = {};
    /** @type {Uint8Array | null} */
    this._frame = null;
    /** @type {string[] | null} */
    this._words = null;
    this._due = false; // a picture of this computer's screen is
    this._touch = -1;
    this.ready = new Promise((resolve) => (this._resolve = resolve));
    worker.onmessage = ({ data }) => this._hear(data);
    worker.onerror = (event) => this.tell("say", `The pen has stopped: ${event.message}`);
  }

  /**
   * Call `listener` with each of these from now on.
   * @template {keyof Events} What
   * @param {What} what @param {(it: Events[What]) => void} listener
   */
  on(what, listener) {
    this._listeners.set(what, [...(this._listeners.get(what) ?? []), listener]);
  }

  /**
   * The next of these.
   * @template {keyof Events} What
   * @param {What} what @returns {Promise<Events[What]>}
   */
  next(what) {
    return new Promise((resolve) => {
      const once = (/** @type {Events[What]} */ it) => {
        this._listeners.set(what, (this._listeners.get(what) ?? []).filter((one) => one !== once));
        resolve(it);
      };
      this.on(what, once);
    });
  }

  /**
   * Tell all who have subscribed.
   * @template {keyof Events} What
   * @param {What} what @param {Events[What]} it
   */
  tell(what, it) {
    for (const listener of this._listeners.get(what) ?? []) listener(it);
  }

  /** Ask the worker (README.md has its messages); what it answers. Rejects with what was refused, in plain words.
   * @param {{do: string, [word: string]: any}} message @returns {Promise<any>} */
  ask(message) {
    const id = ++this._id;
    this._worker.postMessage({ ...message, id });
    return new Promise((resolve, reject) => this._asked.set(id, { resolve, reject }));
  }

  /** As `ask`, for who wants no answer: what is refused is said on the page.
   * Whether it was done.
   * @param {{do: string, [word: string]: any}} message @returns {Promise<boolean>} */
  send(message) {
    return this.ask(message).then(
      () => true,
      (error) => {
        this.tell("say", error.message);
        return false;
      },
    );
  }

  /** Do something to the pen: one action of boards/virtual/action_log.py. Whether it was done, as far as is known.
   * @param {...(string | number)} words @returns {Promise<boolean>} */
  async act(...words) {
    if (words[0] !== "touch") return this.send({ do: "act", words });
    if (this._touch < 0)
      setTimeout(() => {
        const load = this._touch;
        this._touch = -1;
        void this.send({ do: "act", words: ["touch", load] });
      }, TOUCH_MS);
    this._touch = Number(words[1]);
    return true;
  }

  /** @param {any} told */
  _hear(told) {
    if (told.ready) this._resolve?.(told);
    if (told.failed) this.tell("say", `The pen cannot be loaded: ${told.failed}`);
    const asked = this._asked.get(told.id);
    if (asked) {
      this._asked.delete(told.id);
      told.error ? asked.reject(new Error(told.error)) : asked.resolve(told.answer);
    } else if (told.error) this.tell("say", told.error);
    if (told.say) this.tell("say", told.say);
    if (told.taken) this.tell("pen", "taken");
    if (told.busy !== undefined) this.tell("busy", told.busy);
    if (told.state) this._take(told.state);
    if (told.reached !== undefined) {
      this._tellState(); // a part that waits for this moment wants to see it
      this.tell("reached", told.reached);
    }
  }

  /** @param {State} state */
  _take(state) {
    if (state.screen) this._frame = state.screen;
    if (state.words) this._words = state.words;
    if (state.journal) this.tell("records", state.journal);
    this._state = { ...this._state, ...state };
    if (this._due) return;
    this._due = true;
    requestAnimationFrame(() => this._tellState());
  }

  /** Once a picture of this computer's screen, whatever the worker sends. */
  _tellState() {
    this._due = false;
    const [frame, words] = [this._frame, this._words];
    this._frame = this._words = null;
    if (frame) this.tell("frame", frame);
    if (words) this.tell("words", words);
    if (this._state.ms !== undefined) this.tell("state", /** @type {State} */ (this._state));
  }
}

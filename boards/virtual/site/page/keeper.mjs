// @ts-check
/**
 * Keeps the pen of this page from one visit to the next: an image of it, and what was done since (runs in the worker).
 *
 * The image is all that pen and world are (`image` of pen.mjs), so it is the same pen, in the middle of whatever it did; while
 * nobody looks its time stands still. An image belongs to the files it was made with: with others, or when it is damaged,
 * the whole log is given back instead, to be played.
 */

import { piped } from "./link.mjs";

/** @typedef {import("./session.mjs").Session} Session */
/** @typedef {import("./telling.mjs").Action} Action */
/** @typedef {{get: (key: string) => Promise<any>, put: (key: string, it: any) => Promise<any>}} Store */
/** @typedef {{found: "image" | "log" | "", log?: string, why?: string, say?: string}} Found */

const OWN = "own";
const SINCE = "since"; // actions since the image
const RISK = "risk"; // an image is being tried: if this is still there at the next visit, that went wrong
const EVERY_MS = 10_000; // of real time, between two images
const MOST_SINCE = 500; // actions

export class Keeper {
  /**
   * @param {Session} session @param {string} version of the files that an image belongs to
   * @param {Store} store
   */
  constructor(session, version, store) {
    this._session = session;
    this._version = version;
    this._store = store;
    this._keeps = false;
    this._image = 0; // number of the image that `since` belongs to
    /** @type {Action[]} */
    this._since = [];
    this._changed = false;
    this._ms = -1; // up to when the pen had lived at the last image
    this._keptMs = -Infinity;
    this._writing = Promise.resolve();
    session.acted = (action) => this._acted(action);
  }

  /** One that is in this page, with the memory that it is. */
  get _pen() {
    return /** @type {import("./pen.mjs").Pen} */ (this._session.pen);
  }

  /** The pen that was kept becomes the session's, or its log is given back. */
  async open() {
    /** @type {Found} */
    let found = { found: "" };
    try {
      const own = await this._store.get(OWN);
      if (own === undefined) return found;
      if (own?.kept !== 1 || typeof own.log !== "string") throw new Error("it is nothing that this page has kept");
      found = { found: "log", log: own.log };
      if (await this._store.get(RISK)) throw new Error("the last visit ended while it was opened");
      if (own.version !== this._version) throw new Error("this page has another version of the pen's program now");
      await this._become(own);
      return /** @type {Found} */ ({ found: "image", say: "Your pen, as you left it. Its time stood still meanwhile." });
    } catch (error) {
      return { ...found, why: error instanceof Error ? error.message : String(error) };
    } finally {
      await this._store.put(RISK, undefined).catch(() => {});
    }
  }

  /** @param {any} own */
  async _become(own) {
    const size = this._pen.image().length;
    const image = await piped(new Uint8Array(own.image), new DecompressionStream("gzip"), size).catch(() => {
      throw new Error("what was kept is damaged");
    });
    await this._store.put(RISK, 1);
    this._pen.become(image);
    this._session.resume();
    const since = await this._store.get(SINCE);
    if (since?.image === own.number) this._session.redo(since.actions, since.ms);
  }

  /** From now on this pen is the one that is kept; or none is.
   * @param {boolean} on */
  keep(on) {
    this._keeps = on;
    this._changed = true;
    this._keptMs = -Infinity;
  }

  /** Nothing is kept any more. */
  async forget() {
    this._keeps = false;
    await this._writing;
    await this._store.put(OWN, undefined);
    await this._store.put(SINCE, undefined);
  }

  /** @param {Action | null} action */
  _acted(action) {
    this._changed = true;
    if (!action) this._keptMs = -Infinity;
    if (!action || !this._keeps) return;
    this._since.push(action);
    this._write(SINCE, { image: this._image, actions: this._since, ms: this._session.ms });
  }

  /** Called now and then, between two turns. `leaves`: nobody may come again.
   * @param {number} nowMs @param {boolean} [leaves] */
  look(nowMs, leaves = false) {
    if (!this._keeps || !this._session.rests) return;
    if (!this._changed && (this._session.sleeps || this._session.ms === this._ms)) return;
    const due = nowMs - this._keptMs >= EVERY_MS || this._since.length > MOST_SINCE;
    if (!due && !leaves) return;
    this._keptMs = nowMs;
    this._changed = false;
    this._ms = this._session.ms;
    const log = this._session.log();
    const image = this._pen.image();
    const number = (this._image = Date.now());
    this._since = [];
    const packed = piped(image, new CompressionStream("gzip"), Infinity);
    this._writing = Promise.all([packed, this._writing]).then(([bytes]) =>
      this._store.put(OWN, { kept: 1, version: this._version, number, image: bytes.buffer, log })).catch(() => {});
  }

  /** @param {string} key @param {any} it */
  _write(key, it) {
    this._writing = this._writing.then(() => this._store.put(key, it)).catch(() => {});
  }
}

/** A store in this browser. Rejects where there is none (a private window).
 * @returns {Promise<Store>} */
export async function browserStore() {
  const asked = indexedDB.open("needlepen", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("pens");
  /** @type {IDBDatabase} */
  const base = await done(asked);
  const store = (/** @type {IDBTransactionMode} */ mode) => base.transaction("pens", mode).objectStore("pens");
  return {
    get: (key) => done(store("readonly").get(key)),
    put: (key, it) => done(it === undefined ? store("readwrite").delete(key) : store("readwrite").put(it, key)),
  };
}

/** @param {IDBRequest | IDBOpenDBRequest} request @returns {Promise<any>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

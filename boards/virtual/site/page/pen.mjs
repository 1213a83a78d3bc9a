// @ts-check
/**
 * The pen without a page: MicroPython for WebAssembly, the virtual world, the unchanged firmware.
 *
 * `Pen.start` loads it, `pen.ask({do: …})` carries out one command of boards/virtual/commands.py or
 * inside/page_commands.py. It runs in a worker and in Node.js alike, so it knows neither, nor any clock.
 */

import { loadMicroPython } from "./micropython.mjs";

const HEAP_BYTES = 24 << 20; // as the pen's process has (handle.py)
const CALL_STACK_WORDS = 16 << 10; // of MicroPython; a session's deepest calls take less than half
const ROOT = "/site";
const FACTORY = ROOT + "/pen.files";
const BEGIN = `
import sys, vfs
vfs.mount(vfs.VfsPosix("/"), "/host")
sys.path[:] = ["/host${ROOT}", "/host${ROOT}/boards/virtual/dropin"]
from boards.virtual.site.inside.start import answer
`;

/** @typedef {{wasm: string, world: Uint8Array, pen: Uint8Array}} Parts what `make site` has put beside this file */
/** @typedef {import("./telling.mjs").Command} Command */

/**
 * The files of an archive, by path (`contents.py` says how it is made).
 * @param {Uint8Array} archive
 * @returns {[string, Uint8Array][]}
 */
export function unpacked(archive) {
  const length = new DataView(archive.buffer, archive.byteOffset).getUint32(8, true);
  let at = 12 + length;
  /** @type {[string, number][]} */
  const index = JSON.parse(new TextDecoder().decode(archive.subarray(12, at)));
  return index.map(([path, size]) => [path, archive.subarray(at, (at += size))]);
}

/**
 * What `load` gives, and the memory of the WebAssembly module that it starts: MicroPython's own loader keeps that to itself.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<[T, WebAssembly.Memory]>}
 */
async function withMemory(load) {
  const { instantiate, instantiateStreaming } = WebAssembly;
  /** @type {any} */
  let memory;
  const tap = (/** @type {Function} */ real) => async (/** @type {any[]} */ ...given) => {
    const made = await real.apply(WebAssembly, given);
    memory = (made.instance ?? made).exports.memory;
    return made;
  };
  WebAssembly.instantiate = /** @type {any} */ (tap(instantiate));
  if (instantiateStreaming) WebAssembly.instantiateStreaming = /** @type {any} */ (tap(instantiateStreaming));
  try {
    return [await load(), memory];
  } finally {
    WebAssembly.instantiate = instantiate;
    if (instantiateStreaming) WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

export class Pen {
  /** @param {(line: string) => string} answer @param {WebAssembly.Memory} memory */
  constructor(answer, memory) {
    this._answer = answer;
    this._memory = memory;
  }

  /**
   * A pen's world with a blank flash, without power.
   * @param {Parts} parts
   * @param {(line: string) => void} say what MicroPython prints: errors
   */
  static async start(parts, say) {
    const [python, memory] = await withMemory(() => loadMicroPython({
      url: parts.wasm, heapsize: HEAP_BYTES, pystack: CALL_STACK_WORDS, stdout: say, stderr: say, linebuffer: true,
    }));
    for (const [path, content] of unpacked(parts.world)) {
      const file = `${ROOT}/${path}`;
      python.FS.mkdirTree(file.slice(0, file.lastIndexOf("/")));
      python.FS.writeFile(file, content);
    }
    python.FS.writeFile(FACTORY, parts.pen);
    python.runPython(BEGIN);
    return new Pen(python.globals.get("answer"), memory);
  }

  /** All that pen and world are at this moment: the memory of their MicroPython, between two commands. */
  image() {
    return new Uint8Array(this._memory.buffer).slice();
  }

  /** Become the pen of an image, taken of the same files. Throws for one of another size.
   * @param {Uint8Array} image */
  become(image) {
    const memory = new Uint8Array(this._memory.buffer);
    if (image.length !== memory.length) throw new Error("an image of another pen");
    memory.set(image);
  }

  /**
   * Carry out one command; its answer. Throws what the pen's side refused.
   * @param {Command} command
   * @returns {any}
   */
  ask(command) {
    let answer = this.begin(command);
    if (command.do === "run") while (!answer) answer = this.begin({ do: "run_on" });
    else if (command.do === "live_to") while (answer) answer = this.begin(command);
    else return answer;
    return null;
  }

  /**
   * As `ask`, but `run` and `live_to` are only begun: false means that `{do: "run_on"}` has to go on with the one, not 0
   * that the same has to be said again for the other.
   * @param {Command} command
   * @returns {any}
   */
  begin(command) {
    const words = command.do === "provision" ? { ...command, factory: FACTORY } : command;
    const answer = JSON.parse(this._answer(JSON.stringify(words)));
    if ("error" in answer) throw new Error(answer.error);
    return answer.ok;
  }
}

// @ts-check
/** A log as a link, and back: what stands behind the `#`. The native end, and what it means: boards/virtual/link.py. */

const MOST_LINK = 30_000; // characters; what is longer is not unpacked
const MOST_BYTES = 100_000; // of the text in it
const AGAIN = "Ask for the whole link again: it may have been cut off or changed on its way.";

/** What stands behind the `#` of a link to this log. Throws when it would be too long.
 * @param {string} text */
export async function fragment(text) {
  const packed = await piped(new TextEncoder().encode(text), new CompressionStream("deflate-raw"), Infinity);
  const plain = `log=${text}`;
  const z = `z=${btoa(binary(packed)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  const shorter = z.length < plain.length ? z : plain;
  if (shorter.length > MOST_LINK || text.length > MOST_BYTES)
    throw new Error("Too much has happened for a link. Start over, and do only what it is to show.");
  return shorter;
}

/** The text of the log behind the `#` of a link; null when there is none at all. Throws when it is damaged.
 * @param {string} hash */
export async function textOf(hash) {
  const [, kind, rest] = /^#?(log|z)=(.*)$/s.exec(hash) ?? [];
  if (!kind) return null;
  if (rest.length > MOST_LINK) throw new Error(`This link is longer than any we make (${MOST_LINK / 1000} kB). ${AGAIN}`);
  try {
    if (kind === "log") return decodeURIComponent(rest);
    const bytes = Uint8Array.from(atob(rest.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    return new TextDecoder().decode(await piped(bytes, new DecompressionStream("deflate-raw"), MOST_BYTES));
  } catch {
    throw new Error(`This link is damaged. ${AGAIN}`);
  }
}

/** All that comes out of a stream when this goes in; throws beyond so many bytes.
 * @param {Uint8Array} bytes @param {CompressionStream | DecompressionStream} stream @param {number} most */
export async function piped(bytes, stream, most) {
  const writer = stream.writable.getWriter();
  const written = Promise.all([writer.write(/** @type {any} */ (bytes)), writer.close()]);
  written.catch(() => {}); // the reader hears of it, too
  const reader = stream.readable.getReader();
  const parts = [];
  let length = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    parts.push(/** @type {Uint8Array} */ (value));
    length += /** @type {Uint8Array} */ (value).length;
    if (length > most) {
      await reader.cancel();
      throw new Error("too long");
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function binary(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

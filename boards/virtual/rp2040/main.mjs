/**
 * The chip's process: one JSON line in, one JSON line out, until the input ends. Nothing here waits for a clock:
 * the same commands give the same replies. Messages for people go to the standard error.
 */

import { readSync, writeSync } from 'node:fs';

import { Session } from './session.mjs';

process.env.TZ = 'UTC'; // rp2040js's calendar counts in local time

/** The lines of the standard input. */
function* lines() {
  const chunk = Buffer.alloc(1 << 16);
  let parts = [];
  for (;;) {
    let size = 0;
    try {
      size = readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      if (error.code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        continue;
      }
      if (error.code !== 'EOF') {
        throw error;
      }
    }
    if (size === 0) {
      return;
    }
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0 && end < size; end = chunk.indexOf(10, from)) {
      parts.push(Buffer.from(chunk.subarray(from, end)));
      yield Buffer.concat(parts).toString();
      parts = [];
      from = end + 1;
    }
    parts.push(Buffer.from(chunk.subarray(from, size)));
  }
}

function say(reply) {
  const bytes = Buffer.from(`${JSON.stringify(reply)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function reply(session, line) {
  try {
    return session.handle(JSON.parse(line));
  } catch (error) {
    if (!(error instanceof SyntaxError) && process.env.CHIP_TRACE) {
      console.error(error);
    }
    return { error: error.message };
  }
}

const session = new Session();
for (const line of lines()) {
  if (line.trim() !== '') {
    say(reply(session, line));
  }
}

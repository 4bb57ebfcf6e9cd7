import { writeSync } from 'node:fs';

import type { DestinationStream } from 'pino';

import { codeOf } from '#libs/http/error-code.js';

/** File descriptor of standard output. */
const STDOUT = 1;
/** Characters that are written at once, without waiting for the end of the tick. */
const MAX_HELD = 4096;
/** Milliseconds until the next attempt while nobody reads a full pipe. */
const RETRY_DELAY = 5;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Standard output for a log: the lines of one tick of the event loop are one write, since a write for each line costs a tenth of a short
 * request. None is lost when the process exits, by itself or by an error that nobody caught. Only a process that is killed may lose those
 * of its last tick. Where output is closed or its disk is full, lines are dropped.
 */
export function logOutput(): DestinationStream & { flushSync: () => void } {
  let held = '';
  const flush = () => {
    const text = held;
    held = '';
    if (text !== '') writeAll(Buffer.from(text));
  };
  let isExiting = false;
  process.on('exit', () => {
    isExiting = true;
    flush();
  });
  return {
    write(line) {
      if (held === '') setImmediate(flush);
      held += line;
      // What other listeners of the exit log has no later tick.
      if (isExiting || held.length >= MAX_HELD) flush();
    },
    // For pino, which calls it after a line of the level fatal.
    flushSync: flush,
  };
}

function writeAll(bytes: Buffer): void {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') return;
      Atomics.wait(sleeper, 0, 0, RETRY_DELAY);
    }
  }
}

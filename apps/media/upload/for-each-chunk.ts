import type { Readable } from 'node:stream';

import { ClientGone } from '#libs/http/body.js';

/**
 * Hands each chunk of the stream to `onChunk` and waits for it before the next, so that at most the stream's own buffer is held. Unlike
 * a pipeline it puts no further stream in between and never destroys the source: what is left after a rejection is the caller's to drain.
 * The listeners are there when it returns. Rejects when `onChunk` does, when the source fails, and with ClientGone when it just stops.
 */
export function forEachChunk(source: Readable, onChunk: (chunk: Buffer) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending: Promise<void> = Promise.resolve();
    let over = false;
    const stop = (outcome: () => void) => {
      if (over) return;
      over = true;
      source.off('data', onData).off('end', onEnd).off('close', onClose);
      // Whoever is told of the end may close what the last chunk is still being written to.
      void pending.then(outcome, outcome);
    };
    const fail = (error: unknown) => stop(() => reject(error as Error));
    const next = () => {
      if (!over) source.resume();
    };
    const onData = (chunk: Buffer) => {
      source.pause();
      try {
        pending = onChunk(chunk);
        pending.then(next, fail);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => stop(resolve);
    const onClose = () => fail(new ClientGone());
    // Never taken off: a stream whose error nobody hears ends the process.
    source.on('error', (error: Error & { code?: string }) => (error.code === 'ECONNRESET' ? onClose() : fail(error)));
    source.on('data', onData).on('end', onEnd).on('close', onClose);
    if (source.destroyed) onClose();
  });
}

import type { Readable } from 'node:stream';

import { ClientGone } from '#libs/http/body.js';

/**
 * Passes each chunk of the stream to `onChunk` and, when that returns a promise, waits for it before the next chunk (backpressure), so that
 * at most the buffer of the stream is in memory. Unlike a pipeline it adds no stream in between and never destroys the source: after a rejection the caller
 * must drain the rest. The listeners are attached before it returns.
 * Rejects when `onChunk` rejects, when the source fails, and with ClientGone when the source closes before its end.
 */
export function forEachChunk(source: Readable, onChunk: (chunk: Buffer) => Promise<void> | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending: Promise<void> = Promise.resolve();
    let over = false;
    const stop = (outcome: () => void) => {
      if (over) return;
      over = true;
      source.off('data', onData).off('end', onEnd).off('close', onClose);
      // `end` may come before the last chunk is written. Wait, and pass its failure on: the caller closes the file and trusts it.
      void pending.then(outcome, reject);
    };
    const fail = (error: unknown) => stop(() => reject(error as Error));
    const next = () => {
      if (!over) source.resume();
    };
    const onData = (chunk: Buffer) => {
      try {
        const handled = onChunk(chunk);
        if (!handled) return;
        source.pause();
        pending = handled;
        pending.then(next, fail);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => stop(resolve);
    const onClose = () => fail(new ClientGone());
    // Never removed: an error without a listener ends the process.
    source.on('error', (error: Error & { code?: string }) => (error.code === 'ECONNRESET' ? onClose() : fail(error)));
    source.on('data', onData).on('end', onEnd).on('close', onClose);
    if (source.destroyed) onClose();
  });
}

import { watch } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds without a change before `onChange` is called: copying pictures takes a while. */
const QUIET = 1_000;

/**
 * Calls `onChange` after changes in the folders, once they are quiet; the first time also without a change, since what came before the
 * folders were watched, such as during a long first upload, is never reported. Resolves when the signal is aborted.
 */
export async function watchFolders(folders: readonly string[], signal: AbortSignal, onChange: () => Promise<void>): Promise<void> {
  let changed = Promise.withResolvers<void>();
  changed.resolve();
  let last = performance.now();
  const listen = async (folder: string) => {
    try {
      for await (const _ of watch(folder, { recursive: true, signal })) {
        last = performance.now();
        changed.resolve();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  const listening = Promise.all(folders.map(listen));
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  while (!signal.aborted) {
    await Promise.race([changed.promise, stopped, listening]);
    while (!signal.aborted && performance.now() - last < QUIET) await wait(QUIET, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    changed = Promise.withResolvers<void>();
    await onChange();
  }
  await listening;
}

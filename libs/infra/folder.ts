import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Creates the folder (mode 0700) and missing parents. When it resolves, their directory entries are durable. */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes the folder's entries durable (fsync). Without it, a power failure can lose the name of a file whose bytes are durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * fsyncs of folders that are shared: a call gets the next fsync of its folder that begins after it, and so do all calls that come before
 * that one begins.
 */
export class FolderSync {
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();
  readonly #fsync: (folder: string) => Promise<void>;

  constructor(fsync = syncFolder) {
    this.#fsync = fsync;
  }

  /** Makes the folder's entries durable that are there now. */
  sync(folder: string): Promise<void> {
    const running = this.#running.get(folder);
    if (!running) return this.#run(folder);
    const next = this.#next.get(folder) ?? running.catch(() => undefined).then(() => this.#run(folder));
    this.#next.set(folder, next);
    return next;
  }

  #run(folder: string): Promise<void> {
    this.#next.delete(folder);
    const running = this.#fsync(folder).finally(() => this.#running.delete(folder));
    this.#running.set(folder, running);
    return running;
  }
}

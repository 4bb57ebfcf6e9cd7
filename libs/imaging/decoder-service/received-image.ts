import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { VARIANTS_PREFIX } from '#libs/domain/drive/temporary-files.js';

import { BadFrame } from '../decoder/frames.js';

/** Milliseconds within which the next bytes must come. */
const STALLED_MS = 15_000;
/** Bytes of each millisecond that must have come at least, after so many milliseconds as well: they come from this machine. */
const LEAST_RATE = 1_000;

interface Events {
  /** Called once, when its bytes are wanted. */
  begin: () => void;
  /** Called when no bytes come, or too slowly. */
  stalled: () => void;
}

/** The bytes of an image as a client sends them, in a file that is there from when it is asked for until it is removed. */
export class ReceivedImage {
  readonly #path: string;
  readonly #bytes: number;
  readonly #events: Events;
  readonly #complete = Promise.withResolvers<string>();
  #file: Promise<FileHandle> | undefined;
  #received = 0;
  #stalled: NodeJS.Timeout | undefined;
  #late: NodeJS.Timeout | undefined;

  /** @param bytes so many must come */
  constructor(folder: string, bytes: number, events: Events) {
    this.#path = join(folder, `${VARIANTS_PREFIX}${randomBytes(16).toString('hex')}`);
    this.#bytes = bytes;
    this.#events = events;
    this.#complete.promise.catch(() => undefined);
  }

  /** The path of the whole file, once it is here. @throws file system errors */
  async file(): Promise<string> {
    if (!this.#file) {
      this.#file = open(this.#path, 'wx', 0o600);
      await this.#file;
      this.#events.begin();
      // Meanwhile a child waits for it, which others would have.
      this.#late = setTimeout(this.#events.stalled, STALLED_MS + this.#bytes / LEAST_RATE);
      this.#watch();
      if (this.#bytes === 0) this.#finish();
    }
    return this.#complete.promise;
  }

  /** Writes what came. @throws BadFrame for what nobody asked for */
  async take(bytes: Buffer): Promise<void> {
    this.#received += bytes.length;
    if (!this.#file || bytes.length === 0 || this.#received > this.#bytes) throw new BadFrame('These bytes were not asked for.');
    this.#watch();
    try {
      await (await this.#file).writeFile(bytes);
      if (this.#received === this.#bytes) this.#finish();
    } catch (error) {
      // A full disk, which is told where the file is awaited. What still comes is thrown away.
      this.#endTimers();
      this.#complete.reject(error);
    }
  }

  /** Removes the file. Whoever waits for it waits no longer. */
  async remove(): Promise<void> {
    this.#endTimers();
    this.#complete.reject(new Error('The image did not come.'));
    await (await this.#file?.catch(() => undefined))?.close();
    await rm(this.#path, { force: true });
  }

  #finish(): void {
    this.#endTimers();
    this.#complete.resolve(this.#path);
  }

  #endTimers(): void {
    clearTimeout(this.#stalled);
    clearTimeout(this.#late);
  }

  #watch(): void {
    clearTimeout(this.#stalled);
    this.#stalled = setTimeout(this.#events.stalled, STALLED_MS);
  }
}

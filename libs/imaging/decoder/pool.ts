import { DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import type { ImageType } from '#libs/imaging/sniff.js';
import { heicRefused } from '#libs/imaging/decoder/heic-refused.js';
import { Lane } from '#libs/imaging/decoder/lane.js';
import type { Header, Limits, RenderedSize } from '#libs/imaging/decoder/protocol.js';

export type { Header, RenderedSize } from '#libs/imaging/decoder/protocol.js';

export interface PoolOptions extends Limits {
  /** How many pictures are rendered at a time; one more child reads headers. */
  children: number;
  /** What an opaque picture becomes. */
  format: 'jpeg' | 'webp';
  /** How long a child without work is kept; a minute unless said. */
  restMs?: number;
}

/** Resident memory of a child, watched besides its hard limit and where there is none. */
const RESIDENT_BYTES = 1_100_000_000;

/**
 * The only way to what is inside a picture: child processes that may die of it. Headers have a lane of their own, so that an upload
 * never waits behind the making of sizes. Nothing is started before the first request.
 */
export class DecoderPool {
  #options: PoolOptions;
  #limits: Limits;
  #headers: Lane;
  #sizes: Lane;

  constructor(options: PoolOptions) {
    this.#options = options;
    // Only these three cross the channel.
    this.#limits = { maxPixels: options.maxPixels, maxJpegPixels: options.maxJpegPixels, maxSide: options.maxSide };
    const restMs = options.restMs ?? 60_000;
    // Somebody waits for a header, while sizes yield to everything that serves.
    this.#headers = new Lane({ children: 1, niceness: 5, restMs, allowance: { cpuSeconds: 5, residentBytes: RESIDENT_BYTES } });
    this.#sizes = new Lane({
      children: options.children,
      niceness: 10,
      restMs,
      allowance: { cpuSeconds: 30, residentBytes: RESIDENT_BYTES },
    });
  }

  /** Process ids of the children there are now. */
  get pids(): number[] {
    return [...this.#headers.pids, ...this.#sizes.pids];
  }

  /**
   * Reads the header of a picture whose first bytes say `type`. Rejects with `ImageError`, also for a picture that its child dies of,
   * or with `DecoderGone` when nothing was found out about it.
   */
  async readHeader(file: string, type: ImageType): Promise<Header> {
    if (type === 'image/heic') throw heicRefused();
    const answer = await this.#headers
      .run({ kind: 'header', file, type, limits: this.#limits }, () => undefined)
      .catch((error: unknown) => {
        if (!(error instanceof DecoderGone && error.blame)) throw error;
        throw new ImageError('BROKEN_IMAGE', 'This picture could not be opened safely. Export it again, best as JPEG, and send that.');
      });
    if (answer.kind !== 'header') throw new TypeError(`A header was asked for, not ${answer.kind}`);
    return answer.header;
  }

  /**
   * Makes s, m and l of a picture as files in `outDir`, and awaits `onSize` for each in that order while the next is being made.
   * Rejects with what `onSize` rejected with, with `ImageError`, or with `DecoderGone`; by then nothing writes to `outDir` any more,
   * and no `onSize` is running.
   */
  async render(
    file: string,
    type: ImageType,
    outDir: string,
    onSize: (size: RenderedSize) => Promise<void>,
  ): Promise<{ thumbhash: string }> {
    if (type === 'image/heic') throw heicRefused();
    let told = Promise.resolve();
    const { format } = this.#options;
    const answer = await this.#sizes
      .run({ kind: 'render', file, type, limits: this.#limits, outDir, format }, (size) => {
        told = told.then(() => onSize(size));
        told.catch(() => undefined);
      })
      .finally(() => told);
    if (answer.kind !== 'rendered') throw new TypeError(`Sizes were asked for, not ${answer.kind}`);
    return { thumbhash: answer.thumbhash };
  }

  /** Ends all children. What is under way or waiting rejects with `DecoderGone` without blame. */
  async close(): Promise<void> {
    await Promise.all([this.#headers.close(), this.#sizes.close()]);
  }
}

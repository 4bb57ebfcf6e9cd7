import { DecoderGone, ImageError } from '../image-error.js';
import { IMAGE_TYPES, type ImageType } from '#libs/domain/image-types.js';
import type { ExitCause } from './exit-cause.js';
import { ChildPool } from './child-pool.js';
import type { Header, Limits, RenderedSize } from './protocol.js';

export type { ExitCause } from './exit-cause.js';
export type { Header, RenderedSize } from './protocol.js';

export interface DecoderOptions extends Limits {
  /** How many pictures are rendered at a time; one more child reads headers. */
  children: number;
  /** What an opaque picture becomes. */
  format: 'jpeg' | 'webp';
  /** How long a child without work is kept; a minute unless said. */
  restMs?: number;
  /** How long a picture that brought a child down before waits at most for its turn; 30 seconds unless said. */
  patienceMs?: number;
  /** Told of each child that nobody meant to end, whatever becomes of the picture. */
  onDeath?: (cause: ExitCause) => void;
}

export interface RenderOptions {
  /** It brought a child down before: it comes last and alone, though it waits only so long for that. */
  suspect?: boolean;
}

// Resident memory of a child, watched besides its hard limit and where there is none. That of a header is small, so what has more is
// up to something; sizes have what their picture may need by its estimate (memory.ts, render.ts) and some to spare.
const HEADER_BYTES = 400_000_000;
const SIZES_BYTES = 600_000_000;
const ALONE_BYTES = 1_050_000_000;

/**
 * The only way to what is inside a picture: child processes that may die of it. Headers have a lane of their own, so that an upload
 * never waits behind the making of sizes. Nothing is started before the first request.
 */
export class Decoder {
  #options: DecoderOptions;
  #limits: Limits;
  #headers: ChildPool;
  #sizes: ChildPool;

  constructor(options: DecoderOptions) {
    this.#options = options;
    // Only these three cross the channel.
    this.#limits = { maxPixels: options.maxPixels, maxJpegPixels: options.maxJpegPixels, maxSide: options.maxSide };
    const { children, restMs = 60_000, patienceMs = 30_000, onDeath = () => undefined } = options;
    const common = { restMs, patienceMs, onDeath };
    const header = { cpuSeconds: 5, residentBytes: HEADER_BYTES, residentBytesAlone: HEADER_BYTES };
    const sizes = { cpuSeconds: 30, residentBytes: SIZES_BYTES, residentBytesAlone: ALONE_BYTES };
    // Somebody waits for a header, while sizes yield to everything that serves.
    this.#headers = new ChildPool({ ...common, ...header, children: 1, niceness: 5 });
    this.#sizes = new ChildPool({ ...common, ...sizes, children, niceness: 10 });
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
    // HEIC too: its header is read by libvips, and only its pixels take another decoder.
    const answer = await this.#headers
      .run({ kind: 'header', file, type, limits: this.#limits }, { profile: 'plain', suspect: false }, () => undefined)
      .catch((error: unknown) => {
        if (!(error instanceof DecoderGone && error.blame)) throw error;
        throw new ImageError('BROKEN_IMAGE', 'This picture could not be opened safely. Export it again, best as JPEG, and send that.');
      });
    if (answer.kind !== 'header') throw new TypeError(`A header was asked for, not ${answer.kind}`);
    return answer.header;
  }

  /**
   * Makes all variants of a picture as files in `outDir`, and awaits `onSize` for each in that order while the next is being made.
   * Rejects with what `onSize` rejected with, with `ImageError`, or with `DecoderGone`; by then nothing writes to `outDir` any more,
   * and no `onSize` is running.
   */
  async render(
    file: string,
    type: ImageType,
    outDir: string,
    onSize: (size: RenderedSize) => Promise<void>,
    { suspect = false }: RenderOptions = {},
  ): Promise<{ thumbhash: string }> {
    let told = Promise.resolve();
    const { format } = this.#options;
    const profile = IMAGE_TYPES[type].decoder === 'libheif' ? 'heic' : 'plain';
    const answer = await this.#sizes
      .run({ kind: 'render', file, type, limits: this.#limits, outDir, format, alone: false }, { profile, suspect }, (size) => {
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

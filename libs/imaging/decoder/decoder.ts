// The decoder: the only way to the pixels and metadata of an uploaded image.
//
// What comes from strangers is parsed only in decoder children: processes without environment, with little memory, a CPU limit and no
// compiler, which may crash without harm. In goes the path of a file and its type by its first bytes; out come a header, or variant files
// in a folder and a thumbhash; or an ImageError (the image is at fault) or DecoderGone (the child is gone).
//
// In the parent, in this order: decoder.ts (two pools: headers, variants) -> child-pool.ts (which child runs which request; crashed and
// heavy images run alone) with request-queue.ts -> decoder-child.ts (one child: its channel, its exit) -> spawn.ts (how it is started, hard
// limits) and watchdog.ts (CPU, memory and time while it works). protocol.ts is what both sides say to each other.
// In the child: child.ts -> open.ts (checks, header; exif.ts, memory-estimate.ts) with source.ts (what is decoded of a file, found within
// bounds: png-scan.ts, frame-scan.ts, tiff-plan.ts, heif-plan.ts, jxl-plan.ts, jp2-plan.ts, raw-preview.ts, bmp.ts), and render.ts
// (variants; flat.ts, truncated-jpeg.ts) -> heic.ts (libheif.ts, orientation.ts, heif-boxes.ts), jxl.ts and jp2.ts for what libvips can't
// decode (tiff.ts). These files are run with their types stripped.
import { type ImageType, isDecodedByWebAssembly } from '#libs/domain/image-types.js';

import { DecoderFailed, DecoderGone, ImageError } from '../image-error.js';
import { ChildPool } from './child-pool.js';
import type { ExitCause } from './decoder-child.js';
import type { Header, Limits, RenderedVariant } from './protocol.js';
import { decoderWalls } from './spawn.js';
import type { Wall } from './walls.js';

export type { ExitCause } from './decoder-child.js';
export type { Header, RenderedVariant } from './protocol.js';

export interface DecoderOptions extends Limits {
  /** How many images are rendered at a time; one more child reads headers. */
  children: number;
  /** The format of variants without transparency. */
  format: 'jpeg' | 'webp';
  /** The folder of all files that are decoded and made: children reach no other, where the system can keep them from it (walls.ts). */
  folder?: string;
  /** Milliseconds that an idle child is kept; by default a minute. */
  idleMs?: number;
  /** Milliseconds that a suspect image waits at most; by default 30 seconds. */
  maxWaitMs?: number;
  /** Called for each child that ended without having been stopped, whatever becomes of its image. */
  onExit?: (cause: ExitCause) => void;
}

export interface HeaderOptions {
  /** Whose image it is: those of several owners are read by turns. */
  owner?: string;
}

export interface RenderOptions extends HeaderOptions {
  /** A child crashed on this image before: it runs last and alone, unless it has waited for `maxWaitMs`. */
  suspect?: boolean;
}

// Resident memory of a child, watched besides its hard limit and on systems that have none. A header takes little, so more than this is
// an attack; variants may take what their image needs by the estimate (memory-estimate.ts, render.ts) and a reserve.
const HEADER_BYTES = 400_000_000;
const RENDER_BYTES = 600_000_000;
const ALONE_BYTES = 1_050_000_000;

/**
 * Reads and renders images in child processes. Headers have a pool of their own, so that an upload never waits for variants. No child is
 * started before the first request.
 */
export class Decoder {
  #options: DecoderOptions;
  #limits: Limits;
  #headers: ChildPool;
  #renders: ChildPool;

  constructor(options: DecoderOptions) {
    this.#options = options;
    // Only these three cross the channel.
    this.#limits = { maxPixels: options.maxPixels, maxJpegPixels: options.maxJpegPixels, maxSide: options.maxSide };
    const { children, folder, idleMs = 60_000, maxWaitMs = 30_000, onExit = () => undefined } = options;
    const common = { idleMs, maxWaitMs, onExit };
    const scratch = (writable: boolean) => (folder === undefined ? undefined : { folder, writable });
    const header = { cpuSeconds: 5, residentBytes: HEADER_BYTES, residentBytesAlone: HEADER_BYTES };
    const render = { cpuSeconds: 30, residentBytes: RENDER_BYTES, residentBytesAlone: ALONE_BYTES };
    // Somebody waits for a header, while variants yield to everything that serves.
    this.#headers = new ChildPool({ ...common, ...header, children: 1, niceness: 5, scratch: scratch(false) });
    this.#renders = new ChildPool({ ...common, ...render, children, niceness: 10, scratch: scratch(true) });
  }

  /** The walls behind which children start. */
  get walls(): readonly Wall[] {
    const { folder } = this.#options;
    return decoderWalls(folder === undefined ? undefined : { folder, writable: true });
  }

  /** Process ids of the current children. */
  get pids(): number[] {
    return [...this.#headers.pids, ...this.#renders.pids];
  }

  /**
   * Reads the header of an image whose first bytes say `type`; once more if its child was killed from outside.
   * @throws ImageError if the image is refused, also if its child crashed
   * @throws DecoderGone if nothing was found out about it
   */
  async readHeader(file: string, type: ImageType, { owner = '' }: HeaderOptions = {}): Promise<Header> {
    // What WebAssembly decodes, too: it is only needed for pixels.
    const request = { kind: 'header', file, type, limits: this.#limits } as const;
    const run = () => this.#headers.run(request, { profile: 'plain', suspect: false, owner }, () => undefined);
    const answer = await run()
      .catch((error: unknown) => {
        if (error instanceof DecoderGone && error.killed) return run();
        throw error;
      })
      .catch((error: unknown) => {
        if (!(error instanceof DecoderFailed || (error instanceof DecoderGone && error.crashed))) throw error;
        throw new ImageError('BROKEN_IMAGE', 'This picture could not be opened safely. Export it again, best as JPEG, and send that.');
      });
    if (answer.kind !== 'header') throw new TypeError(`A header was asked for, not ${answer.kind}`);
    return answer.header;
  }

  /**
   * Makes all variants of an image as files in `outDir`, and awaits `onVariant` for each, smallest first, while the next is being made.
   * When it settles, nothing writes to `outDir` any more and no `onVariant` is running.
   * @throws ImageError, DecoderFailed, DecoderGone, and what `onVariant` throws
   */
  async render(
    file: string,
    type: ImageType,
    outDir: string,
    onVariant: (variant: RenderedVariant) => Promise<void>,
    { suspect = false, owner = '' }: RenderOptions = {},
  ): Promise<{ thumbhash: string; isTruncated: boolean }> {
    let reported = Promise.resolve();
    const { format } = this.#options;
    const profile = isDecodedByWebAssembly(type) ? 'wasm' : 'plain';
    const answer = await this.#renders
      .run({ kind: 'render', file, type, limits: this.#limits, outDir, format, alone: false }, { profile, suspect, owner }, (variant) => {
        reported = reported.then(() => onVariant(variant));
        reported.catch(() => undefined);
      })
      .finally(() => reported);
    if (answer.kind !== 'rendered') throw new TypeError(`Variants were asked for, not ${answer.kind}`);
    return { thumbhash: answer.thumbhash, isTruncated: answer.isTruncated };
  }

  /**
   * Decodes every pixel of a variant, to find out whether it is whole. @returns its size in pixels
   * @throws ImageError when it is damaged, DecoderGone
   */
  async checkVariant(file: string, type: ImageType): Promise<{ width: number; height: number }> {
    const answer = await this.#renders.run(
      { kind: 'check', file, type, limits: this.#limits },
      { profile: 'plain', suspect: false, owner: '' },
      () => undefined,
    );
    if (answer.kind !== 'checked') throw new TypeError(`A check was asked for, not ${answer.kind}`);
    return { width: answer.width, height: answer.height };
  }

  /** Ends all children. Requests that run or wait reject with `DecoderGone`, not as crashed. */
  async close(): Promise<void> {
    await Promise.all([this.#headers.close(), this.#renders.close()]);
  }
}

// The decoder: the only way to the pixels and metadata of an uploaded image.
//
// What comes from strangers is parsed only in decoder children: processes without environment, with little memory, a CPU limit and no
// compiler, which may crash without harm. In goes a file and its type by its first bytes; out come a header, or variants and a thumbhash;
// or an ImageError (the image is at fault) or DecoderGone (the decoder is gone).
//
// A Decoder is a ChildDecoder, whose children are those of this process, or a SocketDecoder (../decoder-service), whose children are in
// another container.
//
// In the parent, in this order: child-decoder.ts (two pools: headers, variants) -> child-pool.ts (which child runs which request; crashed
// and heavy images run alone) with request-queue.ts -> decoder-child.ts (one child: its channel, its exit) -> spawn.ts (how it is started,
// hard limits) and watchdog.ts (CPU, memory and time while it works). protocol.ts is what both sides say to each other, in frames.ts;
// replies.ts holds what a child says against what it may say, and measure.ts against what it made.
// In the child: child.ts -> open.ts (checks, header; exif.ts, memory-estimate.ts) with source.ts (what is decoded of a file, found within
// bounds: png-scan.ts, frame-scan.ts, tiff-plan.ts, heif-plan.ts, jxl-plan.ts, jp2-plan.ts, raw-preview.ts, bmp.ts), and render.ts
// (variants; flat.ts, truncated-jpeg.ts) or transform.ts (one picture by its address; badge.ts) -> heic.ts (libheif.ts, orientation.ts, heif-boxes.ts), jxl.ts and jp2.ts for what libvips can't
// decode (tiff.ts). These files are run with their types stripped.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ImageType } from '#libs/domain/image-types.js';

import { DecoderGone } from '../image-error.js';
import type { Header, RenderedVariant, Transformed, TransformTask } from './protocol.js';
import type { MeasuredVariant, OnMade } from './replies.js';
import type { Wall } from './walls.js';

export type { ExitCause } from './decoder-child.js';
export type { Header, RenderedVariant, Transformed } from './protocol.js';

/** The file of an image: its path, or what brings it and resolves with its path, called when a child is free for it. */
export type Original = string | (() => Promise<string>);

export interface RequestOptions {
  /** Whose image it is: those of several owners are read by turns. */
  owner?: string;
  /** Aborted when nobody waits for the answer any more: the request rejects with `DecoderGone`, not as crashed. */
  signal?: AbortSignal | undefined;
}

export interface RenderOptions extends RequestOptions {
  /** A child crashed on this image before: it runs last and alone, unless it has waited for `maxWaitMs`. */
  suspect?: boolean;
}

/** What a transform makes of which image. */
export type TransformAsked = Pick<TransformTask, 'modifiers' | 'format' | 'whole'>;

/** What is known of an image besides its variants when those are made. */
export interface Rendered {
  /** In base64. */
  thumbhash: string;
  /** The end of the file is missing, and what it would have shown is grey or less sharp. */
  isTruncated: boolean;
}

/** Reads and renders images in child processes, which start with the first request. Injected where images are decoded. */
export abstract class Decoder {
  /** The walls behind which children start, as far as they are known. */
  abstract get walls(): readonly Wall[];

  /** The number of current children, as far as it is known. */
  abstract get children(): number;

  /**
   * Reads the header of an image whose first bytes say `type`; once more if its child was killed from outside.
   * @throws ImageError if the image is refused, also if its child crashed
   * @throws DecoderGone if nothing was found out about it
   */
  abstract readHeader(original: Original, type: ImageType, options?: RequestOptions): Promise<Header>;

  /**
   * Makes all variants of an image, and awaits `onMade` for each, smallest first. No call comes after it has settled.
   * @throws ImageError, DecoderFailed, DecoderGone
   */
  abstract makeVariants(original: Original, type: ImageType, onMade: OnMade, options?: RenderOptions): Promise<Rendered>;

  /**
   * Decodes every pixel of a variant, to find out whether it is whole. @returns its size in pixels
   * @throws ImageError when it is damaged, DecoderGone
   */
  abstract checkVariant(original: Original, type: ImageType, options?: RequestOptions): Promise<{ width: number; height: number }>;

  /**
   * Makes one picture of an image, or of a smaller copy of it. @throws ImageError, also for a result that is too large
   * @throws DecoderFailed, DecoderGone
   */
  abstract transform(original: Original, type: ImageType, asked: TransformAsked, options?: RenderOptions): Promise<Transformed>;

  /** Ends all children, and all requests. Those that run or wait reject with `DecoderGone`, not as crashed. */
  abstract close(): Promise<void>;

  /**
   * Makes all variants of an image as files in `outDir`, and awaits `onVariant` for each, smallest first, while the next is being made.
   * When it settles, nothing writes to `outDir` any more and no `onVariant` is running. The names of the files are chosen here: a decoder
   * names none.
   * @throws ImageError, DecoderFailed, DecoderGone, and what `onVariant` throws
   */
  async render(
    original: Original,
    type: ImageType,
    outDir: string,
    onVariant: (variant: RenderedVariant) => Promise<void>,
    options: RenderOptions = {},
  ): Promise<Rendered> {
    let reported = Promise.resolve();
    const report = async (made: MeasuredVariant): Promise<void> => {
      const saved = save(outDir, made);
      reported = reported.then(async () => onVariant(await saved));
      reported.catch(() => undefined);
      await saved.catch(() => undefined);
    };
    const rendered = await this.makeVariants(original, type, report, options).finally(() => reported);
    // A quick child may have made all before its first size was taken.
    if (options.signal?.aborted) throw new DecoderGone('Nobody waits for the picture any more.', false);
    return rendered;
  }
}

/** Writes a variant into a new file: what lies under its name, such as a link to another file, is removed and not written to. */
async function save(outDir: string, { data, ...made }: MeasuredVariant): Promise<RenderedVariant> {
  const file = join(outDir, `${made.name}.${made.type === 'image/webp' ? 'webp' : 'jpg'}`);
  const write = () => writeFile(file, data, { flag: 'wx' });
  try {
    await write().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      await rm(file, { force: true });
      await write();
    });
  } catch (error) {
    throw new DecoderGone(`A variant could not be stored: ${(error as Error).message}`, false);
  }
  return { ...made, file, bytes: data.length };
}

import { type ImageType, isDecodedByWebAssembly } from '#libs/domain/image-types.js';

import { DecoderFailed, DecoderGone, ImageError } from '../image-error.js';
import { FIRST_USER, mayChangeUser } from './child-home.js';
import { ChildPool } from './child-pool.js';
import { Decoder, type Original, type Rendered, type RenderOptions, type RequestOptions, type TransformAsked } from './decoder.js';
import type { ExitCause } from './decoder-child.js';
import type { Header, Limits, Transformed } from './protocol.js';
import type { OnMade } from './replies.js';
import { decoderWalls } from './spawn.js';
import type { Wall } from './walls.js';

export interface ChildDecoderOptions extends Limits {
  /** How many images are rendered at a time; up to two more children read headers, or three where they are apart. */
  children: number;
  /** The format of variants without transparency. */
  format: 'jpeg' | 'webp';
  /** The folder of all files that are decoded: children reach no other, where the system can keep them from it (walls.ts). */
  folder?: string;
  /** Each child reads pictures of one owner only, and reaches no other (ChildPoolOptions.apart). */
  apart?: boolean;
  /** Milliseconds that an idle child is kept; by default a minute. */
  idleMs?: number;
  /** Milliseconds that a suspect image waits at most; by default 30 seconds. */
  maxWaitMs?: number;
  /** Called for each child that ended without having been stopped, whatever becomes of its image. */
  onExit?: (cause: ExitCause) => void;
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
export class ChildDecoder extends Decoder {
  #options: ChildDecoderOptions;
  #limits: Limits;
  #headers: ChildPool;
  #renders: ChildPool;

  constructor(options: ChildDecoderOptions, pools?: { headers: ChildPool; renders: ChildPool }) {
    super();
    this.#options = options;
    // Only these three cross the channel.
    this.#limits = { maxPixels: options.maxPixels, maxJpegPixels: options.maxJpegPixels, maxSide: options.maxSide };
    ({ headers: this.#headers, renders: this.#renders } = pools ?? ChildDecoder.#pools(options));
  }

  static #pools({ children, folder, apart = false, idleMs = 60_000, maxWaitMs = 30_000, onExit = () => undefined }: ChildDecoderOptions) {
    const common = { folder, apart, idleMs, maxWaitMs, onExit };
    const header = { cpuSeconds: 5, residentBytes: HEADER_BYTES, residentBytesAlone: HEADER_BYTES };
    const render = { cpuSeconds: 30, residentBytes: RENDER_BYTES, residentBytesAlone: ALONE_BYTES };
    // Apart, a child for the next owner starts while that of the last one ends. Somebody waits for a header, while variants yield to everything that serves.
    const headers = new ChildPool({ ...common, ...header, children: apart ? 3 : 2, spare: true, niceness: 5, writes: false });
    const renders = new ChildPool({ ...common, ...render, children, spare: false, niceness: 10, writes: true });
    return { headers, renders };
  }

  /** The same children for requests with limits of their own. */
  within(limits: Limits & Pick<ChildDecoderOptions, 'format'>): ChildDecoder {
    return new ChildDecoder({ ...this.#options, ...limits }, { headers: this.#headers, renders: this.#renders });
  }

  get walls(): readonly Wall[] {
    const { folder, apart } = this.#options;
    if (folder === undefined) return decoderWalls(undefined);
    return decoderWalls({ reads: folder, writes: null, user: apart && mayChangeUser() ? FIRST_USER : null });
  }

  get children(): number {
    return this.pids.length;
  }

  /** Process ids of the current children. */
  get pids(): number[] {
    return [...this.#headers.pids, ...this.#renders.pids];
  }

  async readHeader(original: Original, type: ImageType, { owner = '', signal }: RequestOptions = {}): Promise<Header> {
    // What WebAssembly decodes, too: it is only needed for pixels.
    const request = { kind: 'header', type, limits: this.#limits } as const;
    const run = () => this.#headers.run(request, { original, profile: 'plain', suspect: false, owner, signal }, () => undefined);
    const answer = await run()
      .catch((error: unknown) => {
        if (error instanceof DecoderGone && error.killed) return run();
        throw error;
      })
      .catch((error: unknown) => {
        if (!(error instanceof DecoderFailed || (error instanceof DecoderGone && error.crashed))) throw error;
        const detail = 'This picture could not be opened safely. Export it again, best as JPEG, and send that.';
        throw new ImageError('BROKEN_IMAGE', detail, error);
      });
    if (answer.kind !== 'header') throw new TypeError(`A header was asked for, not ${answer.kind}`);
    return answer.header;
  }

  async makeVariants(
    original: Original,
    type: ImageType,
    onMade: OnMade,
    { suspect = false, owner = '', signal }: RenderOptions = {},
  ): Promise<Rendered> {
    const { format } = this.#options;
    const profile = isDecodedByWebAssembly(type) ? 'wasm' : 'plain';
    const request = { kind: 'render', type, limits: this.#limits, format, alone: false } as const;
    const answer = await this.#renders.run(request, { original, profile, suspect, owner, signal }, onMade);
    if (answer.kind !== 'rendered') throw new TypeError(`Variants were asked for, not ${answer.kind}`);
    return { thumbhash: answer.thumbhash, isTruncated: answer.isTruncated };
  }

  async checkVariant(original: Original, type: ImageType, { owner = '', signal }: RequestOptions = {}) {
    const request = { kind: 'check', type, limits: this.#limits } as const;
    const answer = await this.#renders.run(request, { original, profile: 'plain', suspect: false, owner, signal }, () => undefined);
    if (answer.kind !== 'checked') throw new TypeError(`A check was asked for, not ${answer.kind}`);
    return { width: answer.width, height: answer.height };
  }

  async transform(
    original: Original,
    type: ImageType,
    asked: TransformAsked,
    { suspect = false, owner = '', signal }: RenderOptions = {},
  ): Promise<Transformed> {
    const profile = isDecodedByWebAssembly(type) ? 'wasm' : 'plain';
    const request = { kind: 'transform', type, limits: this.#limits, ...asked, alone: false } as const;
    const answer = await this.#renders.run(request, { original, profile, suspect, owner, signal }, () => undefined);
    if (answer.kind !== 'transformed') throw new TypeError(`A transform was asked for, not ${answer.kind}`);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all([this.#headers.close(), this.#renders.close()]);
  }
}

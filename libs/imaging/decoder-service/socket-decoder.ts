import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ImageType } from '#libs/domain/image-types.js';

import { Decoder, type Original, type Rendered, type RenderOptions, type RequestOptions, type TransformAsked } from '../decoder/decoder.js';
import type { Answer, Header, Limits, Task, Transformed } from '../decoder/protocol.js';
import type { OnMade } from '../decoder/replies.js';
import type { Wall } from '../decoder/walls.js';
import { DecoderFailed, DecoderGone, ImageError } from '../image-error.js';
import { Conversation, Unanswered } from './conversation.js';
import { type ImageAsk, type Notice, SILENCE_MS } from './protocol.js';

export interface SocketDecoderOptions extends Limits {
  /** Paths of the sockets of decoders, each of its own machine parts; a request goes to the one that has the fewest of ours. */
  sockets: readonly string[];
  /** The format of variants without transparency. */
  format: 'jpeg' | 'webp';
  /** Called for each child that ended at a request of ours. */
  onExit?: (cause: string) => void;
  /** Called when a decoder says how its children are kept apart, and it was not known or is not so any more. */
  onWalls?: (walls: readonly Wall[]) => void;
  /** Milliseconds that a decoder which is away is waited for; by default 5 seconds for a header and 30 for variants. */
  waitMs?: number;
  /** Milliseconds of silence after which a decoder is given up; by default SILENCE_MS. */
  silenceMs?: number;
}

/** Milliseconds that a decoder which is away is waited for: somebody waits for a header. */
const WAIT_MS = { header: 5_000, check: 30_000, render: 30_000, transform: 30_000 };
/** Milliseconds after which a request is given up whatever is said: a child may hang ten minutes, and others are before it. */
const LONGEST_MS = { header: 120_000, check: 1_800_000, render: 1_800_000, transform: 1_800_000 };
/** Milliseconds between two tries to reach a decoder that is away. */
const RETRY_MS = 250;

/**
 * A decoder in another container, reached by a Unix socket (protocol.ts). One that is away, restarts or hangs is waited for, and then a
 * request rejects with `DecoderGone`, not as crashed. What it says is held against what it was asked for, as what a child says.
 */
export class SocketDecoder extends Decoder {
  readonly #options: SocketDecoderOptions;
  readonly #limits: Limits;
  readonly #closing = new AbortController();
  /** How many requests of ours each socket has. */
  readonly #load: Map<string, number>;
  #state: Extract<Notice, { kind: 'state' }> = { kind: 'state', walls: [], children: 0 };

  constructor(options: SocketDecoderOptions) {
    super();
    this.#options = options;
    this.#limits = { maxPixels: options.maxPixels, maxJpegPixels: options.maxJpegPixels, maxSide: options.maxSide };
    this.#load = new Map(options.sockets.map((socket) => [socket, 0]));
  }

  get walls(): readonly Wall[] {
    return this.#state.walls;
  }

  get children(): number {
    return this.#state.children;
  }

  async readHeader(original: Original, type: ImageType, options: RequestOptions = {}): Promise<Header> {
    const answer = await this.#ask({ kind: 'header', type, limits: this.#limits }, original, options);
    if (answer.kind !== 'header') throw new TypeError(`A header was asked for, not ${answer.kind}`);
    return answer.header;
  }

  async makeVariants(original: Original, type: ImageType, onMade: OnMade, options: RenderOptions = {}): Promise<Rendered> {
    // Whether it must run alone is for the decoder to find out.
    const task = { kind: 'render', type, limits: this.#limits, format: this.#options.format, alone: true } as const;
    const answer = await this.#ask(task, original, options, onMade);
    if (answer.kind !== 'rendered') throw new TypeError(`Variants were asked for, not ${answer.kind}`);
    return { thumbhash: answer.thumbhash, isTruncated: answer.isTruncated };
  }

  async checkVariant(original: Original, type: ImageType, options: RequestOptions = {}) {
    const answer = await this.#ask({ kind: 'check', type, limits: this.#limits }, original, options);
    if (answer.kind !== 'checked') throw new TypeError(`A check was asked for, not ${answer.kind}`);
    return { width: answer.width, height: answer.height };
  }

  async transform(original: Original, type: ImageType, asked: TransformAsked, options: RenderOptions = {}): Promise<Transformed> {
    const answer = await this.#ask({ kind: 'transform', type, limits: this.#limits, ...asked, alone: true }, original, options);
    if (answer.kind !== 'transformed') throw new TypeError(`A transform was asked for, not ${answer.kind}`);
    return answer;
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  /** Asks a decoder how its children are kept apart, until one answers or this decoder closes. */
  async learnWalls(): Promise<void> {
    while (!this.#closing.signal.aborted && this.#state.walls.length === 0) {
      const [socket] = this.#options.sockets;
      const asked = await this.#begin(socket!, this.#closing.signal)
        .state()
        .catch(() => null);
      if (asked) return this.#learn(asked);
      await sleep(RETRY_MS, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
    }
  }

  /** Asks until a decoder answers, or none was there for too long. */
  async #ask(task: Task, original: Original, options: RenderOptions, onMade: OnMade = () => undefined) {
    const deadline = performance.now() + (this.#options.waitMs ?? WAIT_MS[task.kind]);
    const path = typeof original === 'string' ? original : await original();
    const file = await open(path).catch((error: Error) => {
      throw new DecoderGone(`The decoder could not work: ${error.message}`, false);
    });
    // Not AbortSignal.timeout, which keeps what it refers to until its time has come.
    const tooLong = new AbortController();
    const timer = setTimeout(() => tooLong.abort(), LONGEST_MS[task.kind]);
    const signal = AbortSignal.any([this.#closing.signal, tooLong.signal, ...(options.signal ? [options.signal] : [])]);
    try {
      for (;;) {
        let isMade = false;
        const made: OnMade = (variant) => {
          isMade = true;
          return onMade(variant);
        };
        try {
          return await this.#askOne(task, file, options, made, signal);
        } catch (error) {
          if (!(error instanceof Unanswered)) throw error;
          // A variant that was told of can't be told of again.
          if (isMade || signal.aborted || performance.now() >= deadline) throw new DecoderGone(error.message, false);
        }
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      clearTimeout(timer);
      await file.close();
    }
  }

  async #askOne(
    task: Task,
    file: FileHandle,
    { owner = '', suspect = false }: RenderOptions,
    onMade: OnMade,
    signal: AbortSignal,
  ): Promise<Answer> {
    const [socket] = [...this.#load.entries()].reduce((least, other) => (other[1] < least[1] ? other : least));
    this.#load.set(socket, this.#load.get(socket)! + 1);
    try {
      const ask = askOf(task, { owner, suspect, bytes: (await file.stat()).size });
      const answer = await this.#begin(socket, signal).ask(ask, task, file, {
        onMade,
        onState: (state) => this.#learn(state),
        onExit: (cause) => this.#options.onExit?.(cause),
      });
      if (answer.kind === 'gone') throw new DecoderGone(answer.message, answer.crashed, answer.killed);
      if (answer.kind === 'refused') throw new ImageError(answer.code, answer.detail);
      if (answer.kind === 'failed') throw new DecoderFailed(answer.message);
      return answer;
    } finally {
      this.#load.set(socket, this.#load.get(socket)! - 1);
    }
  }

  #begin(socket: string, signal: AbortSignal): Conversation {
    return new Conversation(socket, signal, this.#options.silenceMs ?? SILENCE_MS);
  }

  #learn(state: Extract<Notice, { kind: 'state' }>): void {
    const before = this.#state.walls.join();
    this.#state = state;
    if (state.walls.join() !== before) this.#options.onWalls?.(state.walls);
  }
}

/** What a decoder is told of a task: whether it runs alone is for the decoder to find out. */
function askOf(task: Task, { owner, suspect, bytes }: { owner: string; suspect: boolean; bytes: number }): ImageAsk {
  const { type, limits } = task;
  const image = { type, limits, owner, bytes };
  switch (task.kind) {
    case 'render':
      return { kind: task.kind, ...image, format: task.format, suspect };
    case 'transform':
      return { kind: task.kind, ...image, modifiers: task.modifiers, format: task.format, whole: task.whole, suspect };
    default:
      return { kind: task.kind, ...image };
  }
}

import type { FileHandle } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';

import { type Frame, frame, readFrames } from '../decoder/frames.js';
import { type Answer, MAX_RESULT_BYTES, type Task } from '../decoder/protocol.js';
import { type OnMade, ReplyReader } from '../decoder/replies.js';
import { type Ask, CHUNK_BYTES, type ImageAsk, Notice, NOTICES } from './protocol.js';

/** The decoder did not answer: it is away, ended, hangs, or said what no decoder says. Nothing is known of the image. */
export class Unanswered extends Error {}

type State = Extract<Notice, { kind: 'state' }>;
type Gone = Extract<Notice, { kind: 'gone' }>;

interface Events {
  onMade: OnMade;
  onState: (state: State) => void;
  onExit: (cause: string) => void;
}

/** One request to a decoder, over a connection of its own. */
export class Conversation {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #silenceMs: number;
  #silence: NodeJS.Timeout | undefined;

  /** @param signal ends it, as if the decoder had not answered; so does its silence of `silenceMs` */
  constructor(path: string, signal: AbortSignal, silenceMs: number) {
    this.#signal = signal;
    this.#silenceMs = silenceMs;
    this.#socket = connect(path);
    this.#socket.on('error', () => undefined);
  }

  /** @throws Unanswered */
  state(): Promise<State> {
    return this.#talk({ kind: 'state' }, null, async (notice) => (notice.kind === 'state' ? notice : null));
  }

  /** Sends the image when it is wanted. @throws Unanswered */
  ask(ask: ImageAsk, task: Task, file: FileHandle, { onMade, onState, onExit }: Events): Promise<Answer | Gone> {
    const replies = new ReplyReader(task);
    let isSent = false;
    return this.#talk<Answer | Gone>(ask, replies, async (said) => {
      switch (said.kind) {
        case 'state':
          onState(said);
          return null;
        case 'exit':
          onExit(said.cause);
          return null;
        case 'made':
          await onMade(said.variant);
          return null;
        case 'send':
          if (isSent) throw new Unanswered('The decoder asked twice for the image.');
          isSent = true;
          void this.#send(file, ask.bytes).catch(() => this.#socket.destroy());
          return null;
        case 'waiting':
        case 'ready':
        case 'begun':
          return null;
        default:
          return said;
      }
    });
  }

  /** Says the first frame, and reads until `read` finds the answer. */
  async #talk<T>(ask: Ask, replies: ReplyReader | null, read: (said: Said) => Promise<T | null>): Promise<T> {
    const end = (): void => void this.#socket.destroy();
    this.#signal.addEventListener('abort', end, { once: true });
    try {
      if (this.#signal.aborted) throw new Error('it was stopped');
      this.#watch();
      this.#socket.write(frame(ask));
      for await (const heard of readFrames(this.#socket, MAX_RESULT_BYTES)) {
        this.#watch();
        const answer = await read(parse(heard, replies));
        if (answer !== null) return answer;
      }
      throw new Error('its connection ended');
    } catch (error) {
      throw new Unanswered(`The decoder does not answer: ${(error as Error).message}`);
    } finally {
      clearTimeout(this.#silence);
      this.#signal.removeEventListener('abort', end);
      this.#socket.destroy();
    }
  }

  /** Gives up a decoder that says nothing from now on. */
  #watch(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket.destroy(new Error('it is silent')), this.#silenceMs);
  }

  async #send(file: FileHandle, bytes: number): Promise<void> {
    const closed = new Promise((resolve) => void this.#socket.once('close', resolve));
    for (let at = 0; at < bytes;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes - at));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0 || this.#socket.destroyed) throw new Error('The file became shorter, or the decoder left.');
      at += bytesRead;
      const isTaken = this.#socket.write(frame({ kind: 'bytes' }, chunk.subarray(0, bytesRead)));
      if (!isTaken) await Promise.race([closed, new Promise((resolve) => void this.#socket.once('drain', resolve))]);
    }
  }
}

type Said = Notice | ReturnType<ReplyReader['read']>;

/** @throws BadFrame, ZodError for what no decoder says */
function parse(heard: Frame, replies: ReplyReader | null): Said {
  const { kind } = (heard.head ?? {}) as { kind?: unknown };
  if (NOTICES.has(kind) || !replies) return Notice.parse(heard.head);
  return replies.read(heard);
}

import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { DecoderFailed, DecoderGone, ImageError } from '../image-error.js';
import { BadFrame, frame, type Frame, readFrames } from './frames.js';
import { type Answer, MAX_RESULT_BYTES, type Request } from './protocol.js';
import { type OnMade, ReplyReader } from './replies.js';
import { type Profile, spawnChild } from './spawn.js';
import { giveUpNamespaces, proveNamespaces, type Scratch } from './walls.js';
import { readUsage, type UsageLimits, watchUsage } from './watchdog.js';

/**
 * When a machine shuts down or a container is killed, the children may get the signal first. This process must outlive a killed child by
 * so many milliseconds before its end counts as a crash.
 */
const OUTLIVE_MS = 250;

/**
 * Why a child ended that was not stopped: it used too much CPU, memory or time; it was killed from outside, mostly by the system when
 * memory ran out; it crashed; it said what no decoder says; it never started.
 */
export const EXIT_CAUSES = ['cpu', 'memory', 'time', 'killed', 'crash', 'answer', 'start'] as const;
export type ExitCause = (typeof EXIT_CAUSES)[number];

/** The request that a child is running. */
interface RunningRequest {
  /** The child has begun with it: if it ends now, the image may be the cause. */
  begun: boolean;
  replies: ReplyReader;
  onMade: OnMade;
  answered: (answer: Answer) => void;
  gone: (error: DecoderGone) => void;
}

export interface ChildOptions {
  profile: Profile;
  /** The only owner whose images it reads; null: those of all. */
  owner: string | null;
  niceness: number;
  scratch?: Scratch | undefined;
  /** Called once if the child ends without having been stopped. */
  onExit: (cause: ExitCause) => void;
}

/** A decoder process as its parent sees it. It runs one request at a time, and none after it has ended. */
export class DecoderChild {
  readonly profile: Profile;
  readonly owner: string | null;
  readonly #scratch: Scratch | undefined;
  /** Settles when the process has ended and its request is settled. */
  readonly ended: Promise<void>;
  #process: ChildProcess;
  #channel: Socket;
  #onExit: (cause: ExitCause) => void;
  #ready = Promise.withResolvers<void>();
  #isReady = false;
  #running: RunningRequest | null = null;
  #usable = true;
  #cpuSeconds = 0;
  /** Ended by the parent, for no fault of the image. */
  #stopped = false;
  #cause: ExitCause | null = null;
  /** The end of what the child wrote to its error stream. */
  #stderrTail = '';

  constructor({ profile, owner, niceness, scratch, onExit }: ChildOptions) {
    this.profile = profile;
    this.owner = owner;
    this.#scratch = scratch;
    this.#onExit = onExit;
    this.#process = spawnChild(profile, niceness, scratch);
    this.#channel = this.#process.stdio[3] as Socket;
    // Without a listener a child that ends before it was ready would be an unhandled rejection.
    this.#ready.promise.catch(() => undefined);
    this.#process.stderr?.on('data', (text: Buffer) => (this.#stderrTail = (this.#stderrTail + text.toString()).slice(-300)));
    // What fails on it is told by the end of the process.
    this.#channel.on('error', () => undefined);
    void this.#listen();
    this.ended = new Promise<void>((resolve) => {
      this.#process.once('exit', (code, signal) => resolve(this.#end(signal, signal ?? `exit code ${code}`)));
      this.#process.once('error', (error) => resolve(this.#end(null, error.message)));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** False once it has ended or is about to. */
  get usable(): boolean {
    return this.#usable;
  }

  get residentBytes(): number {
    return (this.pid !== undefined && readUsage(this.pid)?.residentBytes) || 0;
  }

  /** What the request that has ended used, as far as it is known; 0 when it is asked for again. */
  takeCpuSeconds(): number {
    const used = this.#cpuSeconds;
    this.#cpuSeconds = 0;
    return used;
  }

  /**
   * Runs one request. All variants are reported before it settles.
   * @throws ImageError if the image is at fault, DecoderFailed if it may be
   * @throws DecoderGone if the child ended or something else went wrong
   */
  async run(request: Request, limits: UsageLimits, onMade: OnMade): Promise<Answer> {
    await this.#ready.promise;
    if (!this.#usable) throw new DecoderGone('The decoder has ended.', false);
    const endWatch = watchUsage(this.pid as number, limits, (exceeded) => {
      this.#cause = exceeded;
      this.#usable = false;
      this.#process.kill('SIGKILL');
    });
    const answer = await new Promise<Answer>((answered, gone) => {
      this.#running = { begun: false, replies: new ReplyReader(request), onMade, answered, gone };
      // If the channel is closed already, the exit that follows settles the request.
      this.#channel.write(frame(request));
    }).finally(() => (this.#cpuSeconds = endWatch()));
    if (answer.kind === 'refused') throw new ImageError(answer.code, answer.detail);
    if (answer.kind === 'failed') {
      if (answer.ofDisk) throw new DecoderGone(`The decoder could not work: ${answer.message}`, false, false, null, true);
      throw new DecoderFailed(answer.message);
    }
    return answer;
  }

  /** Ends the process at once, for no fault of the image that it may be decoding. */
  stop(): void {
    this.#stopped = true;
    this.#usable = false;
    this.#process.kill('SIGKILL');
  }

  /** Reads what the child says. One that says what no decoder says is ended, as one that crashed. */
  async #listen(): Promise<void> {
    try {
      for await (const said of readFrames(this.#channel, MAX_RESULT_BYTES)) await this.#onFrame(said);
    } catch (error) {
      // Anything else is the channel of a child that has ended.
      if (error instanceof BadFrame) this.#cause ??= 'answer';
    }
    this.#usable = false;
    this.#process.kill('SIGKILL');
  }

  async #onFrame(said: Frame): Promise<void> {
    const running = this.#running;
    const reply = (running?.replies ?? new ReplyReader(null)).read(said);
    switch (reply.kind) {
      case 'ready':
        // Nothing limits what an idle child uses.
        if (this.#isReady) throw new BadFrame('The decoder is ready twice.');
        this.#isReady = true;
        if (this.#scratch) proveNamespaces();
        return this.#ready.resolve();
      case 'begun':
        if (running) running.begun = true;
        return;
      case 'made':
        return running?.onMade(reply.variant);
      default:
        this.#running = null;
        running?.answered(reply);
    }
  }

  async #end(signal: string | null, how: string): Promise<void> {
    this.#usable = false;
    this.#channel.destroy();
    // What it started may have outlived it, and still hold the other end.
    this.#process.stderr?.destroy();
    this.#cause ??= this.#isReady ? exitCause(signal, this.#stderrTail) : 'start';
    if (this.#cause === 'killed') await sleep(OUTLIVE_MS);
    if (!this.#stopped) this.#onExit(this.#cause);
    if (!this.#stopped && this.#cause === 'start') giveUpNamespaces();
    const why = [this.#cause, how, this.#stderrTail.trim()].filter(Boolean).join(', ');
    const gone = (what: string, crashed: boolean): DecoderGone =>
      this.#stopped
        ? new DecoderGone('The decoder was stopped.', false)
        : new DecoderGone(`${what}: ${why}`, crashed, this.#cause === 'killed', this.#cause);
    this.#ready.reject(gone('The decoder did not start', false));
    this.#running?.gone(gone('The decoder ended', this.#running.begun));
    this.#running = null;
  }
}

/** How glib, C++ and V8 report on exit that an allocation failed, which is what a memory limit causes. */
const NO_MEMORY = /failed to allocate|bad_alloc|out of memory|allocation failed/i;

/** The cause of an exit, by its signal (a name, or null) and the end of the error stream. */
export function exitCause(signal: string | null, stderrTail: string): ExitCause {
  if (NO_MEMORY.test(stderrTail)) return 'memory';
  return signal === 'SIGKILL' ? 'killed' : 'crash';
}

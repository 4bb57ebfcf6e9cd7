import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import { DecoderFailed, DecoderGone, ImageError } from '../image-error.js';
import type { Answer, RenderedVariant, Reply, Request } from './protocol.js';
import { type Profile, spawnChild } from './spawn.js';
import { giveUpNamespaces, proveNamespaces, type Scratch } from './walls.js';
import { type ExceededLimit, readUsage, type UsageLimits, watchUsage } from './watchdog.js';

/**
 * When a machine shuts down or a container is killed, the children may get the signal first. This process must outlive a killed child by
 * so many milliseconds before its end counts as a crash.
 */
const OUTLIVE_MS = 250;

/**
 * Why a child ended that was not stopped: it used too much CPU, memory or time; it was killed from outside, mostly by the system when
 * memory ran out; it crashed; it never started.
 */
export type ExitCause = ExceededLimit | 'killed' | 'crash' | 'start';

/** The request that a child is running. */
interface RunningRequest {
  /** The child has begun with it: if it ends now, the image may be the cause. */
  begun: boolean;
  onVariant: (variant: RenderedVariant) => void;
  answered: (answer: Answer) => void;
  gone: (error: DecoderGone) => void;
}

export interface ChildOptions {
  profile: Profile;
  niceness: number;
  scratch?: Scratch | undefined;
  /** Called once if the child ends without having been stopped. */
  onExit: (cause: ExitCause) => void;
}

/** A decoder process as its parent sees it. It runs one request at a time, and none after it has ended. */
export class DecoderChild {
  readonly profile: Profile;
  readonly #scratch: Scratch | undefined;
  /** Settles when the process has ended and its request is settled. */
  readonly ended: Promise<void>;
  #process: ChildProcess;
  #onExit: (cause: ExitCause) => void;
  #ready = Promise.withResolvers<void>();
  #isReady = false;
  #running: RunningRequest | null = null;
  #usable = true;
  /** Ended by the parent, for no fault of the image. */
  #stopped = false;
  #cause: ExitCause | null = null;
  /** The end of what the child wrote to its error stream. */
  #stderrTail = '';

  constructor({ profile, niceness, scratch, onExit }: ChildOptions) {
    this.profile = profile;
    this.#scratch = scratch;
    this.#onExit = onExit;
    this.#process = spawnChild(profile, niceness, scratch);
    // Without a listener a child that ends before it was ready would be an unhandled rejection.
    this.#ready.promise.catch(() => undefined);
    this.#process.stderr?.on('data', (text: Buffer) => (this.#stderrTail = (this.#stderrTail + text.toString()).slice(-300)));
    this.#process.on('message', (reply: Reply) => this.#onReply(reply));
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

  /**
   * Runs one request. All variants are reported before it settles.
   * @throws ImageError if the image is at fault, DecoderFailed if it may be
   * @throws DecoderGone if the child ended or something else went wrong
   */
  async run(request: Request, limits: UsageLimits, onVariant: (variant: RenderedVariant) => void): Promise<Answer> {
    await this.#ready.promise;
    if (!this.#usable) throw new DecoderGone('The decoder has ended.', false);
    const endWatch = watchUsage(this.pid as number, limits, (exceeded) => {
      this.#cause = exceeded;
      this.#usable = false;
      this.#process.kill('SIGKILL');
    });
    const answer = await new Promise<Answer>((answered, gone) => {
      this.#running = { begun: false, onVariant, answered, gone };
      // If the channel is closed already, the exit that follows settles the request.
      this.#process.send(request, () => undefined);
    }).finally(endWatch);
    if (answer.kind === 'refused') throw new ImageError(answer.code, answer.detail);
    if (answer.kind === 'failed') {
      if (answer.ofDisk) throw new DecoderGone(`The decoder could not work: ${answer.message}`, false);
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

  #onReply(reply: Reply): void {
    switch (reply.kind) {
      case 'ready':
        this.#isReady = true;
        if (this.#scratch) proveNamespaces();
        return this.#ready.resolve();
      case 'begun':
        if (this.#running) this.#running.begun = true;
        return;
      case 'variant':
        return this.#running?.onVariant(reply.variant);
      default:
        this.#running?.answered(reply);
        this.#running = null;
    }
  }

  async #end(signal: string | null, how: string): Promise<void> {
    this.#usable = false;
    this.#cause ??= this.#isReady ? exitCause(signal, this.#stderrTail) : 'start';
    if (this.#cause === 'killed') await sleep(OUTLIVE_MS);
    if (!this.#stopped) this.#onExit(this.#cause);
    if (!this.#stopped && this.#cause === 'start') giveUpNamespaces();
    const why = [this.#cause, how, this.#stderrTail.trim()].filter(Boolean).join(', ');
    const gone = (what: string, crashed: boolean): DecoderGone =>
      this.#stopped
        ? new DecoderGone('The decoder was stopped.', false)
        : new DecoderGone(`${what}: ${why}`, crashed, this.#cause === 'killed');
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

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import { exitCause, type ExitCause } from './exit-cause.js';
import type { Answer, RenderedSize, Reply, Request } from '#libs/imaging/decoder/protocol.js';
import { type Profile, spawnChild } from '#libs/imaging/decoder/spawn.js';
import { type Allowance, readUsage, watchUsage } from '#libs/imaging/decoder/usage.js';

/**
 * What kills a whole group (a machine that goes down, a container that is killed) may reach the children first. Milliseconds that this
 * process must outlive a child that was killed from outside before the death counts.
 */
const OUTLIVE_MS = 250;

/** A request that is being worked on. */
interface Task {
  /** The child has taken it, and may die of it. */
  begun: boolean;
  onSize: (size: RenderedSize) => void;
  answered: (answer: Answer) => void;
  gone: (error: DecoderGone) => void;
}

export interface ChildOptions {
  profile: Profile;
  niceness: number;
  /** Told once, when it ends without having been stopped. */
  onDeath: (cause: ExitCause) => void;
}

/** One decoder process, as its parent sees it: takes one request at a time, and is of no use once it has ended. */
export class DecoderChild {
  readonly profile: Profile;
  /** Settles when the process is no more and its request has been settled. */
  readonly ended: Promise<void>;
  #process: ChildProcess;
  #onDeath: (cause: ExitCause) => void;
  #ready = Promise.withResolvers<void>();
  #isReady = false;
  #task: Task | null = null;
  #usable = true;
  /** Ended by us for no fault of the picture's. */
  #stopped = false;
  #cause: ExitCause | null = null;
  #lastWords = '';

  constructor({ profile, niceness, onDeath }: ChildOptions) {
    this.profile = profile;
    this.#onDeath = onDeath;
    this.#process = spawnChild(profile, niceness);
    // Without a listener a child that dies before it was ready would be an unhandled rejection.
    this.#ready.promise.catch(() => undefined);
    this.#process.stderr?.on('data', (text: Buffer) => (this.#lastWords = (this.#lastWords + text.toString()).slice(-300)));
    this.#process.on('message', (reply: Reply) => this.#hear(reply));
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
   * Has the child do one thing. Rejects with `ImageError` when the picture is at fault, with `DecoderGone` when the child ended or
   * something else went wrong. All sizes are told before it settles.
   */
  async run(request: Request, allowance: Allowance, onSize: (size: RenderedSize) => void): Promise<Answer> {
    await this.#ready.promise;
    if (!this.#usable) throw new DecoderGone('The decoder has ended.', false);
    const endWatch = watchUsage(this.pid as number, allowance, (excess) => {
      this.#cause = excess;
      this.#usable = false;
      this.#process.kill('SIGKILL');
    });
    const answer = await new Promise<Answer>((answered, gone) => {
      this.#task = { begun: false, onSize, answered, gone };
      // A channel that is closed already is told by the exit that follows.
      this.#process.send(request, () => undefined);
    }).finally(endWatch);
    if (answer.kind === 'refused') throw new ImageError(answer.code, answer.detail);
    if (answer.kind === 'failed') throw new DecoderGone(`The decoder could not work: ${answer.message}`, false);
    return answer;
  }

  /** Ends the process at once, for no fault of the picture it may be at. */
  stop(): void {
    this.#stopped = true;
    this.#usable = false;
    this.#process.kill('SIGKILL');
  }

  #hear(reply: Reply): void {
    switch (reply.kind) {
      case 'ready':
        this.#isReady = true;
        return this.#ready.resolve();
      case 'begun':
        if (this.#task) this.#task.begun = true;
        return;
      case 'size':
        return this.#task?.onSize(reply.size);
      default:
        this.#task?.answered(reply);
        this.#task = null;
    }
  }

  async #end(signal: string | null, how: string): Promise<void> {
    this.#usable = false;
    this.#cause ??= this.#isReady ? exitCause(signal, this.#lastWords) : 'start';
    if (this.#cause === 'killed') await sleep(OUTLIVE_MS);
    if (!this.#stopped) this.#onDeath(this.#cause);
    const why = [this.#cause, how, this.#lastWords.trim()].filter(Boolean).join(', ');
    const gone = (what: string, blame: boolean): DecoderGone =>
      this.#stopped ? new DecoderGone('The decoder was stopped.', false) : new DecoderGone(`${what}: ${why}`, blame);
    this.#ready.reject(gone('The decoder did not start', false));
    this.#task?.gone(gone('The decoder ended', this.#task.begun));
    this.#task = null;
  }
}

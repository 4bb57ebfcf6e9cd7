import type { ChildProcess } from 'node:child_process';
import { DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import type { Answer, RenderedSize, Reply, Request } from '#libs/imaging/decoder/protocol.js';
import { spawnChild } from '#libs/imaging/decoder/spawn.js';
import { type Allowance, readUsage, watchUsage } from '#libs/imaging/decoder/usage.js';

/** A request that is being worked on. */
interface Task {
  onSize: (size: RenderedSize) => void;
  answered: (answer: Answer) => void;
  gone: (error: DecoderGone) => void;
}

/** One decoder process, as its parent sees it: takes one request at a time, and is of no use once it has ended. */
export class DecoderChild {
  /** Settles when the process is no more. */
  readonly ended: Promise<void>;
  #process: ChildProcess;
  #ready = Promise.withResolvers<void>();
  #task: Task | null = null;
  #usable = true;
  /** Ended by us for no fault of the picture's. */
  #stopped = false;
  #cause = '';

  constructor(niceness: number) {
    this.#process = spawnChild(niceness);
    // Without a listener a child that dies before it was ready would be an unhandled rejection.
    this.#ready.promise.catch(() => undefined);
    this.#process.stderr?.on('data', (text: Buffer) => (this.#cause = (this.#cause + text.toString()).slice(-300)));
    this.#process.on('message', (reply: Reply) => this.#hear(reply));
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#end(how);
        resolve();
      };
      this.#process.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      this.#process.once('error', (error) => end(error.message));
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
    const endWatch = watchUsage(this.pid as number, allowance, (what) => {
      this.#cause = `too much ${what}`;
      this.#usable = false;
      this.#process.kill('SIGKILL');
    });
    const answer = await new Promise<Answer>((answered, gone) => {
      this.#task = { onSize, answered, gone };
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
    if (reply.kind === 'ready') return this.#ready.resolve();
    if (reply.kind === 'size') return this.#task?.onSize(reply.size);
    this.#task?.answered(reply);
    this.#task = null;
  }

  #end(how: string): void {
    this.#usable = false;
    const why = `${how}${this.#cause && `, ${this.#cause.trim()}`}`;
    // A child that never was ready has not seen a picture that it could die of.
    this.#ready.reject(new DecoderGone(this.#stopped ? 'The decoder was stopped.' : `The decoder did not start: ${why}`, false));
    this.#task?.gone(new DecoderGone(this.#stopped ? 'The decoder was stopped.' : `The decoder ended: ${why}`, !this.#stopped));
    this.#task = null;
  }
}

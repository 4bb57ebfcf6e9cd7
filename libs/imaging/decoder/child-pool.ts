import { randomBytes } from 'node:crypto';
import { access, constants, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { VARIANTS_PREFIX } from '#libs/domain/drive/temporary-files.js';

import { DecoderFailed, DecoderGone } from '../image-error.js';
import { ChildHome, FIRST_USER, mayChangeUser } from './child-home.js';
import { DecoderChild, type ExitCause } from './decoder-child.js';
import type { Answer, Task } from './protocol.js';
import { OwnerUsage } from './owner-usage.js';
import type { OnMade } from './replies.js';
import { RequestQueue, type QueuedRequest } from './request-queue.js';
import { decoderWalls, type Profile } from './spawn.js';

/** A child with more resident memory than this is replaced after its request; after camera photos it has about half of it. */
const MAX_IDLE_BYTES = 250_000_000;
/** Of a file that shows whether a disk takes any. */
const PROBE_BYTES = 1_000_000;

export interface ChildPoolOptions {
  /** At most so many children at a time, of all profiles together; more requests wait in the queue. */
  children: number;
  /** One child is kept from an owner who has all others, and from those whose requests took long (owner-usage.ts). */
  spare: boolean;
  niceness: number;
  /** The folder of the files that children read; undefined: whatever their requests name, without a root of their own. */
  folder?: string | undefined;
  /** Children may write, each into a folder of its own in `folder`. */
  writes: boolean;
  /**
   * Each child has a user of its own where this process may give it one, sees the file that it decodes and no other, and is given pictures
   * of one owner only: code of a picture in it reaches no other picture. Files must be on the same file system as `folder`.
   */
  apart: boolean;
  /** What one request may use. */
  cpuSeconds: number;
  residentBytes: number;
  /** The same for a request that runs alone. */
  residentBytesAlone: number;
  /** Milliseconds after which an idle child is ended. */
  idleMs: number;
  /** Milliseconds that a suspect waits at most. */
  maxWaitMs: number;
  /** Called for each child that ended without having been stopped. */
  onExit: (cause: ExitCause) => void;
}

/** How a request is to be run. */
export type RequestOptions = Pick<QueuedRequest, 'original' | 'profile' | 'suspect' | 'owner' | 'signal'>;

/** Whether children may have users of their own here: this process may change to them, and they may pass to their folders. */
export function hasUsers(folder: string): boolean {
  return mayChangeUser() && decoderWalls({ reads: folder, writes: null, user: FIRST_USER }).includes('user');
}

/** A queue of requests and the children that run them. Children start with the first request and end after `idleMs` without one. */
export class ChildPool {
  #options: ChildPoolOptions;
  #queue: RequestQueue;
  #usage: OwnerUsage;
  /** Each with its home, if it has one, and with what resolves when both are gone. */
  #children = new Map<DecoderChild, { home: ChildHome | null; gone: Promise<void> }>();
  /** Idle children, the one that worked last at the end, each with the timer that ends it. */
  #idle = new Map<DecoderChild, NodeJS.Timeout>();
  #busy = 0;
  /** A request that must run alone is running. */
  #exclusive = false;
  #closed = false;

  constructor(options: ChildPoolOptions) {
    this.#options = options;
    this.#usage = new OwnerUsage(options.spare ? options.children : Infinity);
    this.#queue = new RequestQueue(options.maxWaitMs, () => this.#next());
  }

  /** Process ids of the current children. */
  get pids(): number[] {
    return [...this.#children.keys()].flatMap((child) => child.pid ?? []);
  }

  /**
   * Settles as `DecoderChild.run` does, but never with `heavy`: a heavy request runs again, alone. Rejects as soon as its signal is
   * aborted.
   */
  run(task: Task, options: RequestOptions, onMade: OnMade): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const { signal } = options;
    const onAbort = (): void => reject(new DecoderGone('Nobody waits for the picture any more.', false));
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#queue.push({
      task,
      ...options,
      alone: false,
      onMade: (variant) => (signal?.aborted ? undefined : onMade(variant)),
      resolve,
      reject,
    });
    this.#next();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#next();
    for (const child of this.#children.keys()) child.stop();
    await Promise.all([...this.#children.values()].map(({ gone }) => gone));
  }

  #next(): void {
    if (this.#closed) {
      for (const { reject } of this.#queue.clear()) reject(new DecoderGone('The decoder is stopping.', false));
    }
    while (!this.#exclusive) {
      const queued = this.#queue.first(this.#busy, (owner) => this.#usage.mayBegin(owner));
      const child = queued && this.#childOrReject(queued);
      if (!queued || !child) return;
      this.#queue.remove(queued);
      this.#exclusive = queued.alone;
      this.#busy++;
      this.#usage.begin(queued.owner);
      void this.#run(child, queued);
    }
  }

  #childOrReject(queued: QueuedRequest): DecoderChild | undefined {
    try {
      return this.#childFor(queued);
    } catch (error) {
      // Its folder could not be made: a full disk, or one that is away.
      this.#queue.remove(queued);
      queued.reject(new DecoderGone(`The decoder could not work: ${(error as Error).message}`, false));
      queueMicrotask(() => this.#next());
      return undefined;
    }
  }

  /** An idle child, or a new one; undefined while the pool is full. */
  #childFor({ profile, owner, alone }: QueuedRequest): DecoderChild | undefined {
    const idle = [...this.#idle.keys()].filter((child) => child.usable);
    // The pictures of nobody in particular may be anybody's.
    const match = idle.findLast((child) => child.profile === profile && (child.owner === null || (child.owner === owner && owner !== '')));
    // A request that runs alone also needs the memory of the other idle children.
    if (alone) for (const child of idle) if (child !== match) child.stop();
    if (match) {
      this.#stopIdleTimer(match);
      return match;
    }
    if (this.#children.size < this.#options.children) return this.#start(profile, owner);
    // An idle child of another profile or owner is stopped; when it has ended `#next` runs again.
    if ([...this.#children.keys()].every((child) => child.usable)) idle[0]?.stop();
    return undefined;
  }

  #start(profile: Profile, owner: string): DecoderChild {
    const { niceness, folder, writes, apart, onExit } = this.#options;
    const home = folder !== undefined && (writes || apart) ? new ChildHome(folder, apart && hasUsers(folder)) : null;
    const scratch =
      folder === undefined ? undefined : { reads: apart ? null : folder, writes: home?.folder ?? null, user: home?.user ?? null };
    const child = new DecoderChild({ profile, owner: apart ? owner : null, niceness, scratch, onExit });
    const gone = child.ended
      .then(() => home?.close())
      .catch(() => undefined)
      .then(() => {
        this.#stopIdleTimer(child);
        this.#children.delete(child);
        this.#next();
      });
    this.#children.set(child, { home, gone });
    return child;
  }

  #stopIdleTimer(child: DecoderChild): void {
    clearTimeout(this.#idle.get(child));
    this.#idle.delete(child);
  }

  async #run(child: DecoderChild, queued: QueuedRequest): Promise<void> {
    const { owner, resolve, reject, signal } = queued;
    const stop = (): void => child.stop();
    signal?.addEventListener('abort', stop, { once: true });
    const answer = await this.#ask(child, queued).catch(reject);
    signal?.removeEventListener('abort', stop);
    this.#busy--;
    const cpuSeconds = child.takeCpuSeconds();
    this.#usage.end(owner, cpuSeconds);
    this.#queue.charge(owner, cpuSeconds);
    this.#exclusive = false;
    if (answer?.kind === 'heavy') this.#queue.unshift({ ...queued, alone: true });
    else if (answer) resolve(answer);
    if (child.usable) {
      if (child.residentBytes > MAX_IDLE_BYTES) child.stop();
      else
        this.#idle.set(
          child,
          setTimeout(() => child.stop(), this.#options.idleMs),
        );
    }
    this.#next();
  }

  async #ask(child: DecoderChild, { task, original, alone, onMade }: QueuedRequest): Promise<Answer> {
    const { cpuSeconds, residentBytes, residentBytesAlone } = this.#options;
    const limits = { cpuSeconds, residentBytes: alone ? residentBytesAlone : residentBytes };
    const home = this.#children.get(child)?.home;
    const stored = typeof original === 'string' ? original : await original();
    await home?.touch();
    const file = home && this.#options.apart ? await home.show(stored) : stored;
    const makes = task.kind === 'render' || task.kind === 'transform';
    try {
      return await child.run({ ...(makes ? { ...task, alone } : task), file }, limits, onMade);
    } catch (error) {
      const isOfDisk = error instanceof DecoderGone && error.ofDisk;
      if (isOfDisk && makes && (await this.#diskWorks(file))) throw new DecoderFailed(error.message);
      throw error;
    } finally {
      if (file !== stored) await home?.hide(file);
    }
  }

  /** Whether the file can be read, and others written, where a child could not: then it is the picture that it can't decode. */
  async #diskWorks(file: string): Promise<boolean> {
    const probe = join(this.#options.folder ?? tmpdir(), `${VARIANTS_PREFIX}${randomBytes(16).toString('hex')}`);
    const bytes = randomBytes(PROBE_BYTES);
    try {
      await access(file, constants.R_OK);
      await writeFile(probe, bytes, { flag: 'wx', mode: 0o600 });
      return bytes.equals(await readFile(probe));
    } catch {
      return false;
    } finally {
      await rm(probe, { force: true });
    }
  }
}

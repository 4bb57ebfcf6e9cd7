import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds without an answer after which something other than the drive may hold up its clients. */
const QUIET_MS = 20_000;
/** Milliseconds before somebody whose connection was lost tries again. */
const AGAIN_MS = 50;

/** Where the drive can be reached just now, for clients that outlive its deaths. */
export class Site {
  private readonly events = new EventEmitter().setMaxListeners(100);
  private url: string | null = null;
  private paused = false;
  private busy = 0;
  /** When it could be reached, in milliseconds since 1970: from and to. */
  private readonly times: [number, number][] = [];
  /** True once there is nothing more to do for clients. */
  closed = false;
  /** Something is broken on purpose, so connections may be lost. */
  faulty = false;

  open(url: string): void {
    this.url = url;
    this.times.push([Date.now(), Infinity]);
    this.events.emit('change');
  }

  /** Milliseconds for which the drive could be reached until then. */
  alive(until: number): number {
    return this.times.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, until) - from), 0);
  }

  /** Clients tell of each upload that was answered. */
  answered(): void {
    this.events.emit('answer');
  }

  /** Resolves when so many more uploads were answered, or after a while without any. */
  async answers(count: number, quietMs = QUIET_MS): Promise<void> {
    for (let left = count; left > 0; left--) {
      const answer = await once(this.events, 'answer', { signal: AbortSignal.timeout(quietMs) }).catch(() => null);
      if (!answer) return;
    }
  }

  /** The drive is being killed. */
  shut(): void {
    if (this.url === null) return;
    this.url = null;
    this.times.at(-1)![1] = Date.now();
  }

  /** What is under way may end, nothing new begins. */
  close(): void {
    this.closed = true;
    this.paused = false;
    this.events.emit('change');
  }

  /** Nothing new begins until `resume`. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.events.emit('change');
  }

  /** Resolves with the number of clients that still wait for an answer: 0 as soon as there is none, or what is left after so long. */
  async idle(atMost: number): Promise<number> {
    const signal = AbortSignal.timeout(atMost);
    while (this.busy > 0) {
      if (!(await once(this.events, 'idle', { signal }).catch(() => null))) break;
    }
    return this.busy;
  }

  /** Does it again and again until the site closes. */
  async each(act: () => Promise<void>): Promise<void> {
    for (;;) {
      while (this.paused) await once(this.events, 'change');
      if (this.closed) return;
      this.busy++;
      try {
        await act();
      } finally {
        this.busy--;
        this.events.emit('idle');
      }
    }
  }

  /** Does it against the drive, again and again until it was answered, whatever dies in between. */
  async insist<T>(act: (url: string, lost: boolean) => Promise<T>): Promise<T> {
    for (let lost = false; ; lost = true) {
      const url = await this.address();
      try {
        return await act(url, lost);
      } catch (error) {
        if (!isLost(error) || (this.url === url && !this.faulty)) throw error;
        await wait(AGAIN_MS);
      }
    }
  }

  private async address(): Promise<string> {
    while (this.url === null) await once(this.events, 'change');
    return this.url;
  }
}

/** True when the connection died, and not the test. */
export function isLost(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = error instanceof Error && error.cause ? isLost(error.cause) : false;
  return cause || /^(ECONN|EPIPE|UND_ERR_)/.test(code);
}

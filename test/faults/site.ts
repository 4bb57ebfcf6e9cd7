import { EventEmitter, once } from 'node:events';

/** Milliseconds without an answer after which something other than the drive may hold up its clients. */
const QUIET_MS = 20_000;

/** Where the drive can be reached just now, for clients that outlive its deaths. */
export class Site {
  private readonly events = new EventEmitter().setMaxListeners(100);
  private url: string | null = null;
  /** When it could be reached, in milliseconds since 1970: from and to. */
  private readonly times: [number, number][] = [];
  /** True once there is nothing more to do for clients. */
  closed = false;

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
  async answers(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      const answer = await once(this.events, 'answer', { signal: AbortSignal.timeout(QUIET_MS) }).catch(() => null);
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
    this.events.emit('change');
  }

  /**
   * Does it against the drive, again and again until it was answered, whatever dies in between. Null when the site closed before it
   * began.
   */
  async insist<T>(act: (url: string, lost: boolean) => Promise<T>): Promise<T> {
    for (let lost = false; ; lost = true) {
      const url = await this.address();
      try {
        return await act(url, lost);
      } catch (error) {
        if (!isLost(error) || this.url === url) throw error;
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
  return /^(ECONN|EPIPE|UND_ERR_)/.test(code);
}

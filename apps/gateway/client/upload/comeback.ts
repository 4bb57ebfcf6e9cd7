/** Milliseconds before the first try again, and at most between two looks whether the drive is there. */
const FIRST = 1000;
const LONGEST = 15_000;

/** Waits for the connection, or the drive, to be back. */
export class Comeback {
  private readonly waiting = new Set<() => void>();

  constructor() {
    window.addEventListener('online', () => this.now());
  }

  /** Somebody says that it is back: whoever waits looks at once. */
  now(): void {
    for (const wake of this.waiting) wake();
  }

  /**
   * Resolves when another try may help, later the more often it did not; at once when the signal is aborted.
   * @param tries that failed before
   */
  async wait(tries: number, signal: AbortSignal): Promise<void> {
    for (let more = tries; !signal.aborted; more++) {
      await this.pause(Math.min(FIRST * 2 ** more, LONGEST), signal);
      if (signal.aborted || (await answers())) return;
    }
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** Whether the drive can be reached; a browser without any network is not made to try. */
async function answers(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    return (await fetch('/health/live', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/** Milliseconds before the first retry, and at most between two checks. */
const MIN_DELAY = 1000;
const MAX_DELAY = 15_000;

/** Waits with exponential backoff until the drive answers again. */
export class Reconnect {
  private readonly waiting = new Set<() => void>();

  constructor() {
    window.addEventListener('online', () => this.retryNow());
  }

  /** Makes everything that waits check at once. */
  retryNow(): void {
    for (const wake of this.waiting) wake();
  }

  /**
   * Resolves when the drive answers, or at once when the signal is aborted.
   * @param tries number of failed tries before; each doubles the first delay
   */
  async wait(tries: number, signal: AbortSignal): Promise<void> {
    for (let more = tries; !signal.aborted; more++) {
      await this.pause(Math.min(MIN_DELAY * 2 ** more, MAX_DELAY), signal);
      if (signal.aborted || (await driveAnswers())) return;
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

/** True when the drive answers. A browser that is offline sends no request. */
async function driveAnswers(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    return (await fetch('/health/live', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

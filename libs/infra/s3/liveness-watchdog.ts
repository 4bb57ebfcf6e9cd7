import { StoreUnavailable } from '#libs/ports/errors.js';

/** Milliseconds between two checks of the progress. */
const CHECK_INTERVAL = 200;
/** Milliseconds without progress before a probe is sent to the server, and the timeout of the probe. */
const PROBE_AFTER = 500;
export const PROBE_TIMEOUT = 1_000;
/** Milliseconds without progress after which a call fails although the server answers probes. */
const STALL_TIMEOUT = 30_000;

/**
 * Fails calls to a server that is away or hangs, within two seconds, and gives a slow server all the time that it needs. A plain timeout
 * can't do both, since an upload may take minutes. It does not retry, so p-retry does not fit: a body is a stream, which can't be sent twice.
 */
export class LivenessWatchdog {
  private probing: Promise<boolean> | undefined;

  /** @param probe resolves with any answer of the server, and rejects without one after `PROBE_TIMEOUT` */
  constructor(private readonly probe: () => Promise<unknown>) {}

  /**
   * Runs the work and returns its result. When `progress` stops changing and the server does not answer a probe, aborts the signal of the
   * work and rejects, whether or not the work listens to the signal.
   * @throws StoreUnavailable, and what `work` throws
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, progress: () => number = () => 0): Promise<T> {
    const controller = new AbortController();
    const lost = Promise.withResolvers<never>();
    const stop = this.watch(progress, () => {
      const error = new StoreUnavailable('The object store does not answer.');
      controller.abort(error);
      lost.reject(error);
    });
    try {
      return await Promise.race([work(controller.signal), lost.promise]);
    } finally {
      stop();
    }
  }

  /** Whether the server gives any answer. Concurrent calls share one probe, so a busy server is not flooded. */
  private isAlive(): Promise<boolean> {
    this.probing ??= this.probe()
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.probing = undefined));
    return this.probing;
  }

  private watch(progress: () => number, onLost: () => void): () => void {
    let stopped = false;
    let seen = progress();
    let movedAt = performance.now();
    let aliveAt = movedAt;
    const moved = () => {
      if (progress() === seen) return false;
      seen = progress();
      movedAt = aliveAt = performance.now();
      return true;
    };
    const check = async () => {
      if (!moved() && performance.now() - aliveAt >= PROBE_AFTER) {
        const alive = await this.isAlive();
        // If this process was blocked, read what has arrived meanwhile before deciding.
        if (!alive) await new Promise((read) => setImmediate(read));
        if (stopped) return;
        // On a saturated connection the answer is late, and progress is the sign of life.
        if (!moved() && (!alive || performance.now() - movedAt > STALL_TIMEOUT)) return onLost();
        aliveAt = performance.now();
      }
      timer = setTimeout(check, CHECK_INTERVAL);
    };
    let timer = setTimeout(check, CHECK_INTERVAL);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }
}

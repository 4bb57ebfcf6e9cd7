import { StoreUnavailable } from '#libs/ports/errors.js';

/** Milliseconds between looks at how far something got. */
const LOOK = 200;
/** Milliseconds without progress after which the server is asked whether it is there at all, and that it has to say so. */
const DOUBT = 500;
export const SIGN_OF_LIFE = 1_000;
/** Milliseconds that a server which is there may take when nothing goes on. */
const PATIENCE = 30_000;

/** Tells a server that is away or hangs, within two seconds, from one that is slow and gets all the time it needs. */
export class LivenessWatchdog {
  private asking: Promise<boolean> | undefined;

  /** `ask` resolves with any answer of the server, and rejects when there is none in time. */
  constructor(private readonly ask: () => Promise<unknown>) {}

  /**
   * What `work` resolves with. Its signal is aborted, and this rejects whether or not that is heard, once `progress` stands still and the
   * server gives no sign of life either. @throws StoreUnavailable
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, progress: () => number = () => 0): Promise<T> {
    const patience = new AbortController();
    const lost = Promise.withResolvers<never>();
    const stop = this.watch(progress, () => {
      const error = new StoreUnavailable('The object store does not answer.');
      patience.abort(error);
      lost.reject(error);
    });
    try {
      return await Promise.race([work(patience.signal), lost.promise]);
    } finally {
      stop();
    }
  }

  /** Any answer will do. However many doubt at once, one asks: a server that is busy is not to be asked to death. */
  lives(): Promise<boolean> {
    this.asking ??= this.ask()
      .then(
        () => true,
        () => false,
      )
      .finally(() => (this.asking = undefined));
    return this.asking;
  }

  private watch(progress: () => number, onLost: () => void): () => void {
    let stopped = false;
    let seen = progress();
    let movedAt = performance.now();
    let saidAt = movedAt;
    const moved = () => {
      if (progress() === seen) return false;
      seen = progress();
      movedAt = saidAt = performance.now();
      return true;
    };
    const look = async () => {
      if (!moved() && performance.now() - saidAt >= DOUBT) {
        const lives = await this.lives();
        // After a standstill of this very process what came meanwhile is read first.
        if (!lives) await new Promise((read) => setImmediate(read));
        if (stopped) return;
        // On a line that is full the question comes late, and the bytes tell.
        if (!moved() && (!lives || performance.now() - movedAt > PATIENCE)) return onLost();
        saidAt = performance.now();
      }
      timer = setTimeout(look, LOOK);
    };
    let timer = setTimeout(look, LOOK);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }
}

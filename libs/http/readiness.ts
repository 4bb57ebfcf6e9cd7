import { setTimeout as wait } from 'node:timers/promises';

import { Problem } from '#libs/contract/errors.js';
import { RepositoryFull } from '#libs/ports/image-repository.js';
import { StoreFull } from '#libs/ports/object-store.js';

import type { Logger } from './log.js';

/** Milliseconds a part has to say that it is well. */
const PATIENCE = 1_500;
/** Seconds after which to look again. */
const RETRY_AFTER = 5;

/** Rejects when the part can't work. The detail of a Problem is told to whoever asks; of any other error only the log hears. */
export type Check = (requestId: string) => Promise<unknown>;

/** Whether a service can do its work: it can while every part it needs, by the name people know it by, is well. */
export class Readiness {
  constructor(
    readonly needs: Readonly<Record<string, Check>>,
    private readonly logger: Logger,
    private readonly patience = PATIENCE,
  ) {}

  /** Looks at all parts at once. @throws Problem UNAVAILABLE that names each that is not well */
  async check(requestId: string): Promise<void> {
    const wrong = (await Promise.all(Object.entries(this.needs).map(([name, check]) => this.wrongWith(name, check, requestId)))).filter(
      (text) => text !== null,
    );
    if (wrong.length > 0) throw new Problem('UNAVAILABLE', wrong.join(' '), { retryAfter: RETRY_AFTER });
  }

  private async wrongWith(name: string, check: Check, requestId: string): Promise<string | null> {
    const patience = new AbortController();
    const late = wait(this.patience, undefined, { signal: patience.signal, ref: false }).then(() => {
      throw new Error(`no answer within ${this.patience} ms`);
    });
    late.catch(() => undefined);
    try {
      await Promise.race([check(requestId), late]);
      return null;
    } catch (error) {
      // A full disk is none that is away: pictures are shown, and people must get in to make room.
      if (error instanceof StoreFull || error instanceof RepositoryFull) return null;
      this.logger.warn({ err: error, part: name, reqId: requestId }, 'not ready');
      return `${name}: ${error instanceof Problem ? error.detail : 'no answer.'}`;
    } finally {
      patience.abort();
    }
  }
}

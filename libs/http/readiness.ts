import { setTimeout as wait } from 'node:timers/promises';

import { Problem } from '#libs/contract/errors.js';

import type { Logger } from './log.js';
import { newRequestId } from './request-id.js';
import { RepositoryFull, StoreFull } from '#libs/ports/errors.js';

/** Milliseconds a part has to say that it is well. */
const PATIENCE = 1_500;
/** Seconds after which to look again. */
const RETRY_AFTER = 5;
/** Milliseconds between two looks of a start. */
const PAUSE = 1_000;

/** Rejects when the part can't work. The detail of a Problem is told to whoever asks; of any other error only the log hears. */
export type Check = (requestId: string) => Promise<unknown>;

/** What is wrong with one part. */
interface Wrong {
  name: string;
  error: unknown;
}

/**
 * Whether a service can do its work: it can while every part it needs, by the name people know it by, is well. The log hears once of
 * each part that is waited for, and once that all is there, however often somebody asks.
 */
export class Readiness {
  /** The parts that were not well when somebody looked last. */
  private missing: ReadonlySet<string> = new Set();

  constructor(
    readonly needs: Readonly<Record<string, Check>>,
    private readonly logger: Logger,
    private readonly patience = PATIENCE,
  ) {}

  /** Looks at all parts at once. @throws Problem UNAVAILABLE that names each that is not well */
  async check(requestId: string): Promise<void> {
    const looks = Object.entries(this.needs).map(([name, check]) => this.wrongWith(name, check, requestId));
    const wrong = (await Promise.all(looks)).filter((one) => one !== null);
    this.note(wrong, requestId);
    if (wrong.length > 0) throw new Problem('UNAVAILABLE', wrong.map(detailOf).join(' '), { retryAfter: RETRY_AFTER });
  }

  /** Looks again and again, so that the log tells what a start waits for. Resolves when all is there, or there is no more need. */
  async untilThere(stop: AbortSignal): Promise<void> {
    for (;;) {
      const there = await this.check(newRequestId()).then(
        () => true,
        () => false,
      );
      if (there || !(await wait(PAUSE, true, { signal: stop, ref: false }).catch(() => false))) return;
    }
  }

  private note(wrong: readonly Wrong[], reqId: string): void {
    for (const { name, error } of wrong) {
      if (!this.missing.has(name)) this.logger.warn({ err: error, part: name, reqId }, `waiting for ${name}`);
    }
    if (wrong.length === 0 && this.missing.size > 0) this.logger.info({ reqId }, 'all is there');
    this.missing = new Set(wrong.map(({ name }) => name));
  }

  private async wrongWith(name: string, check: Check, requestId: string): Promise<Wrong | null> {
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
      return error instanceof StoreFull || error instanceof RepositoryFull ? null : { name, error };
    } finally {
      patience.abort();
    }
  }
}

function detailOf({ name, error }: Wrong): string {
  return `${name}: ${error instanceof Problem ? error.detail : 'no answer.'}`;
}

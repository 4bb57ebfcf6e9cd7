import { setTimeout as wait } from 'node:timers/promises';

import { Problem } from '#libs/api/errors.js';
import { clockDifference } from '#libs/domain/drive/clock.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { RepositoryFull, RepositoryNewer, StoreFull } from '#libs/ports/errors.js';

import type { Logger } from './log.js';
import { newRequestId } from './request-id.js';

const CHECK_TIMEOUT = 1_500;
/** Seconds until a client should ask again. */
const RETRY_AFTER = 5;
/** Milliseconds between two checks during the start. */
const CHECK_INTERVAL = 1_000;

/** Rejects when the part does not work. The detail of a Problem and the message of RepositoryNewer are part of the response; any other error is only logged. */
export type Check = (requestId: string) => Promise<unknown>;

export interface ReadinessOptions {
  /** Milliseconds in which a check must finish. */
  timeout?: number;
  /** Milliseconds for which a result counts; 0: every request checks, unless a check is in progress. */
  keep?: number;
  /** A clock in milliseconds that never goes back. */
  now?: () => number;
}

/** A check that failed. */
interface Failure {
  name: string;
  error: unknown;
}

/**
 * Tells whether a service is ready: it is while the checks of all its parts succeed. `needs` has a check for each part, by a name for
 * people. Each part that fails is logged once, and again when it has more to say than that it does not answer; and once that all are
 * available again, however often `check` is called. Requests that arrive during a check share it (single-flight).
 */
export class Readiness {
  /** The parts that failed the latest check, and whether they said why. */
  private failed: ReadonlyMap<string, boolean> = new Map();

  private latest: { outcome: Promise<void>; until: number } | undefined;
  private readonly timeout: number;
  private readonly keep: number;
  private readonly now: () => number;

  constructor(
    readonly needs: Readonly<Record<string, Check>>,
    private readonly logger: Logger,
    { timeout = CHECK_TIMEOUT, keep = 0, now = () => performance.now() }: ReadinessOptions = {},
  ) {
    this.timeout = timeout;
    this.keep = keep;
    this.now = now;
  }

  /** Checks all parts, unless a result still counts. @throws Problem UNAVAILABLE that names each part that failed */
  async check(requestId: string): Promise<void> {
    if (this.latest && this.now() < this.latest.until) return this.latest.outcome;
    const latest = { outcome: this.checkAll(requestId), until: Infinity };
    this.latest = latest;
    const ended = () => void (latest.until = this.now() + this.keep);
    latest.outcome.then(ended, ended);
    return latest.outcome;
  }

  /** Checks all parts at once. */
  private async checkAll(requestId: string): Promise<void> {
    const checks = Object.entries(this.needs).map(([name, check]) => this.failureOf(name, check, requestId));
    const failures = (await Promise.all(checks)).filter((failure) => failure !== null);
    this.log(failures, requestId);
    if (failures.length > 0) throw new Problem('UNAVAILABLE', failures.map(detailOf).join(' '), { retryAfter: RETRY_AFTER });
  }

  /** Checks repeatedly during the start, so that the log says what it waits for. Resolves when all parts work, or `stop` is aborted. */
  async untilReady(stop: AbortSignal): Promise<void> {
    for (;;) {
      const ready = await this.checkAll(newRequestId()).then(
        () => true,
        () => false,
      );
      if (ready || !(await wait(CHECK_INTERVAL, true, { signal: stop, ref: false }).catch(() => false))) return;
    }
  }

  private log(failures: readonly Failure[], reqId: string): void {
    for (const { name, error } of failures) {
      if (!this.failed.has(name) || (tellsWhy(error) && !this.failed.get(name)))
        this.logger.warn({ err: error, part: name, reqId }, `waiting for ${name}`);
    }
    if (failures.length === 0 && this.failed.size > 0) this.logger.info({ reqId }, 'all parts are available');
    this.failed = new Map(failures.map(({ name, error }) => [name, tellsWhy(error)]));
  }

  private async failureOf(name: string, check: Check, requestId: string): Promise<Failure | null> {
    const timer = new AbortController();
    const timeout = wait(this.timeout, undefined, { signal: timer.signal, ref: false }).then(() => {
      throw new Error(`no answer within ${this.timeout} ms`);
    });
    timeout.catch(() => undefined);
    try {
      await Promise.race([check(requestId), timeout]);
      return null;
    } catch (error) {
      // On a full disk a service still works: people must get in to delete pictures.
      return error instanceof StoreFull || error instanceof RepositoryFull ? null : { name, error };
    } finally {
      timer.abort();
    }
  }
}

/** A readiness check: the database works, and its clock agrees with this machine's. @throws Problem UNAVAILABLE with the number of seconds */
export async function checkWithClock(database: Pick<MediaDatabase, 'check' | 'drive'>): Promise<void> {
  await database.check();
  const difference = clockDifference({ of: 'the database', time: await database.drive.now() });
  if (difference) throw new Problem('UNAVAILABLE', difference);
}

function tellsWhy(error: unknown): error is Problem | RepositoryNewer {
  return error instanceof Problem || error instanceof RepositoryNewer;
}

function detailOf({ name, error }: Failure): string {
  if (!tellsWhy(error)) return `${name}: no answer.`;
  return `${name}: ${error instanceof Problem ? error.detail : error.message}`;
}

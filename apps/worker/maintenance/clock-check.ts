import { Inject, Injectable } from '@nestjs/common';

import { CLOCK_TOLERANCE } from '#libs/domain/drive/clock.js';
import { CLOCK_HOLD, LAST_SEEN, type ClockHold } from '#libs/domain/drive/clock-hold.js';
import type { Logger } from '#libs/http/log.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { RepositoryFull } from '#libs/ports/errors.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';

import { LOGGER, METRICS } from '../resources/worker-resources.module.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A hold that this process observes. Times are milliseconds. */
interface Observed {
  /** The stored time that the clock of this machine contradicts. */
  lastSeen: string;
  /** When the hold began, in uptime: a clock that nobody sets. */
  since: number;
  /** The clock minus the uptime; it changes when somebody sets the clock. */
  offset: number;
}

/**
 * Decides whether maintenance may delete by age. The last time seen is stored in the database at every turn. When the clock is more than a
 * day away from it, nothing is deleted by age until the new time has held for an hour of uptime: a wrong clock must not empty the trash,
 * and a drive that was off for weeks can wait that hour. While another worker goes on storing another time, the hour begins anew.
 */
@Injectable()
export class ClockCheck {
  /** Milliseconds since some moment in the past; tests replace it. */
  uptime = () => performance.now();
  private observed: Observed | undefined;

  constructor(
    private readonly drive: DriveRepository,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  /** Compares the clock with the last time seen, and stores it unless they contradict each other. @returns true: nothing may be deleted by age */
  async holds(): Promise<boolean> {
    const now = Date.now();
    const lastSeen = await this.drive.fact(LAST_SEEN);
    const jump = lastSeen === null ? 0 : now - Date.parse(lastSeen);
    const until = Math.abs(jump) > DAY ? await this.heldUntil(lastSeen!, now) : null;
    if (until === null || until <= now) {
      await this.release(now);
      return false;
    }
    await this.store(CLOCK_HOLD, JSON.stringify({ heldUntil: new Date(until).toISOString(), lastSeen: lastSeen! } satisfies ClockHold));
    this.metrics?.maintenance.held(true);
    return true;
  }

  /** When the clock will have held for an hour, by that clock. */
  private async heldUntil(lastSeen: string, now: number): Promise<number> {
    const uptime = this.uptime();
    const offset = now - uptime;
    const before = this.observed;
    const wasSet = before && Math.abs(offset - before.offset) > CLOCK_TOLERANCE * 1000;
    const agrees = Math.abs((await this.drive.now()).getTime() - now) <= DAY;
    if (!before || before.lastSeen !== lastSeen || wasSet || !agrees) this.observed = { lastSeen, since: uptime, offset };
    const until = now + HOUR - (uptime - this.observed!.since);
    if (!before) {
      const fields = { lastSeen, now: new Date(now).toISOString(), heldUntil: new Date(until).toISOString() };
      this.logger.warn(fields, 'the clock jumped by more than a day: nothing is deleted by age until the new time has held for an hour');
    }
    return until;
  }

  private async release(now: number): Promise<void> {
    if (this.observed) this.logger.info('the clock is trusted again: maintenance deletes by age as before');
    this.observed = undefined;
    await this.store(LAST_SEEN, new Date(now).toISOString());
    if (await this.drive.fact(CLOCK_HOLD)) await this.store(CLOCK_HOLD, '');
    this.metrics?.maintenance.held(false);
  }

  /** A full disk must not stop maintenance, which makes room. */
  private async store(name: string, value: string): Promise<void> {
    await this.drive.setFact(name, value).catch((error: unknown) => {
      if (!(error instanceof RepositoryFull)) throw error;
    });
  }
}

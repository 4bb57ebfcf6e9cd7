import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/redis/repeating-task.ts',
    killedBy: ['libs/infra/redis/job-queue.spec.ts'],
    mutants: [
      {
        id: 'schedule-left',
        promise: 'Maintenance goes on at once when the process that ran it had a clock that was minutes ahead.',
        find: ` && !isFar && !isLeft)`,
        replace: ` && !isFar)`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/clock-check.ts',
    killedBy: ['apps/worker/maintenance/clock-check.spec.ts'],
    mutants: [
      {
        id: 'clock-jump-ahead-only',
        promise: 'A clock that jumped back is not trusted either.',
        find: `Math.abs(jump) > DAY ? await`,
        replace: `jump > DAY ? await`,
      },
      {
        id: 'clock-no-hour',
        promise: 'A new time must hold for an hour.',
        find: `now + HOUR - (uptime`,
        replace: `now + HOUR / 60 - (uptime`,
      },
      {
        id: 'clock-hour-by-clock',
        promise: 'The hour is one of uptime, which nobody sets.',
        find: `const uptime = this.uptime();`,
        replace: `const uptime = now;`,
      },
      {
        id: 'clock-set-again',
        promise: 'A clock that is set once more has to hold for another hour.',
        find: ` || wasSet || !agrees`,
        replace: ` || !agrees`,
      },
      {
        id: 'clock-other-worker',
        promise: 'While another worker stores another time, the hour begins anew.',
        find: `!before || before.lastSeen !== lastSeen || wasSet`,
        replace: `!before || wasSet`,
      },
      {
        id: 'clock-database-disagrees',
        promise: 'A time that the database contradicts is not trusted.',
        find: `wasSet || !agrees)`,
        replace: `wasSet)`,
      },
      {
        id: 'clock-hold-unsaid',
        promise: 'The hold is stored, so that the account page can show it.',
        find: `await this.store(CLOCK_HOLD, JSON.stringify(`,
        replace: `void (JSON.stringify(`,
      },
      {
        id: 'clock-seen-while-held',
        promise: 'A time that is not trusted is not stored as the last one seen.',
        find: `    this.metrics?.maintenance.held(true);`,
        replace: `    await this.store(LAST_SEEN, new Date(now).toISOString());
    this.metrics?.maintenance.held(true);`,
      },
    ],
  },
  {
    file: 'apps/auth/sessions/forget-expired.ts',
    killedBy: ['apps/auth/sessions/forget-expired.spec.ts'],
    mutants: [
      {
        id: 'forget-after-jump',
        promise: 'A clock that jumped deletes no session before the next hour.',
        find: `if (Math.abs(jump) > DAY) {`,
        replace: `if (Math.abs(jump) > 100 * DAY) {`,
      },
      {
        id: 'forget-never-again',
        promise: 'After a jump the deleting goes on an hour later.',
        find: `    this.offset = offset;\n`,
        replace: ``,
      },
      {
        id: 'forget-counted-events',
        promise: 'An event that a rate limit counts is kept.',
        find: `now.getTime() - LONGEST_WINDOW)`,
        replace: `now.getTime())`,
      },
      {
        id: 'forget-no-session',
        promise: 'Expired sessions are deleted.',
        find: `    await this.database.forgetExpired(now);\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/http/inner-token.guard.ts',
    killedBy: ['libs/http/inner-token.guard.spec.ts'],
    mutants: [
      {
        id: 'jwt-no-leeway',
        promise: 'Clocks that differ by less than five minutes refuse nobody.',
        find: `clockTolerance: CLOCK_TOLERANCE }`,
        replace: `clockTolerance: 0 }`,
      },
      {
        id: 'jwt-more-leeway',
        promise: 'A token is refused once it has expired by more than five minutes.',
        find: `clockTolerance: CLOCK_TOLERANCE }`,
        replace: `clockTolerance: 2 * CLOCK_TOLERANCE }`,
      },
    ],
  },
];

import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/worker/maintenance/expiry.tasks.ts',
    killedBy: ['apps/worker/maintenance/maintenance.service.spec.ts'],
    mutants: [
      {
        id: 'abandon-young',
        promise: 'An upload younger than the grace period is left alone.',
        find: `const createdBefore = secondsAgo(this.config.graceSeconds);`,
        replace: `const createdBefore = secondsAgo(0);`,
      },
      {
        id: 'abandon-in-flight',
        promise: 'An upload in progress is left alone, however slow it is.',
        find: `const dead = rows.filter(({ id }) => !isInFlight(id));`,
        replace: `const dead = rows.filter(({ id }) => id !== '' || !isInFlight(id));`,
      },
      {
        id: 'trash-emptied-early',
        promise: 'The trash is kept for TRASH_DAYS.',
        find: `secondsAgo(this.config.trashDays * DAY_SECONDS)`,
        replace: `secondsAgo(this.config.trashDays)`,
      },
      {
        id: 'trash-never-emptied',
        promise: 'The trash is emptied after TRASH_DAYS.',
        find: `secondsAgo(this.config.trashDays * DAY_SECONDS)`,
        replace: `secondsAgo(this.config.trashDays * DAY_SECONDS * 2)`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/clean-up.tasks.ts',
    killedBy: ['apps/worker/maintenance/maintenance.service.spec.ts'],
    mutants: [
      {
        id: 'temporary-young',
        promise: 'A temporary file younger than the grace period is kept.',
        find: `removeTemporaryFiles(this.config.tmpDir, secondsAgo(this.config.graceSeconds))`,
        replace: `removeTemporaryFiles(this.config.tmpDir, secondsAgo(-1))`,
      },
      {
        id: 'sweep-young',
        promise: 'An unfinished write younger than the grace period is kept.',
        find: `this.objects.sweep(secondsAgo(this.config.graceSeconds))`,
        replace: `this.objects.sweep(secondsAgo(-1))`,
      },
      {
        id: 'tombstones-forgotten',
        promise: 'A tombstone is kept for a day.',
        find: `const TOMBSTONE_SECONDS = 86_400;`,
        replace: `const TOMBSTONE_SECONDS = 0;`,
      },
      {
        id: 'reserve-not-kept',
        promise: 'Disk space for deletions is kept.',
        find: `(await this.drive.keepReserve()) ? 1 : 0`,
        replace: `this.drive ? 1 : 0`,
      },
      {
        id: 'guesses-forgotten',
        promise: 'A guess that a limit still counts is kept.',
        find: `new Date(Date.now() - LONGEST_WINDOW)`,
        replace: `new Date()`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/maintenance.service.ts',
    killedBy: ['apps/worker/maintenance/maintenance.service.spec.ts'],
    mutants: [
      {
        id: 'maintenance-wrong-drive',
        promise: 'Nothing is removed while database and store do not belong together.',
        find: `if (mismatch) return this.logger.error({ mismatch }, 'maintenance has stopped');`,
        replace: `if (mismatch) this.logger.error({ mismatch }, 'maintenance has stopped');`,
      },
      {
        id: 'maintenance-one-failure',
        promise: 'A task that fails does not stop the others.',
        find: `      this.metrics?.maintenance.failed(task.name);`,
        replace: `      if (err) throw err;
      this.metrics?.maintenance.failed(task.name);`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/remove-images.task.ts',
    killedBy: ['apps/worker/maintenance/maintenance.service.spec.ts'],
    mutants: [
      {
        id: 'removal-one-failure',
        promise: 'A removal that fails does not stop the others.',
        find: `this.logger.warn({ err, image: row.id }, 'the removal of an image failed; the next turn tries again');`,
        replace: `throw err;`,
      },
      {
        id: 'removal-abandoned-kept',
        promise: 'Abandoned uploads are removed.',
        find: `['purging', 'abandoned'];`,
        replace: `['purging'];`,
      },
      {
        id: 'removal-purging-kept',
        promise: 'Interrupted removals are completed.',
        find: `['purging', 'abandoned'];`,
        replace: `['abandoned'];`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/queue-unfinished.task.ts',
    killedBy: ['apps/worker/maintenance/maintenance.service.spec.ts'],
    mutants: [
      {
        id: 'unfinished-in-trash',
        promise: 'No variants are made for what is in the trash.',
        find: `if (row.deletedAt) continue;`,
        replace: ``,
      },
      {
        id: 'unfinished-first-page',
        promise: 'All unfinished images are queued, page by page.',
        find: `if (rows.length < PAGE || count >= MAX_JOBS) return count;`,
        replace: `if (rows.length <= PAGE || count >= MAX_JOBS) return count;`,
      },
      {
        id: 'unfinished-no-bound',
        promise: 'One turn queues a bounded number of jobs.',
        find: `const MAX_JOBS = 5_000;`,
        replace: `const MAX_JOBS = 50_000;`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/store-audit.ts',
    killedBy: ['apps/worker/maintenance/store-audit.spec.ts'],
    mutants: [
      {
        id: 'audit-young',
        promise: 'Objects younger than the grace period are left alone.',
        find: `if (value.modifiedAt < before && (await`,
        replace: `if ((await`,
      },
      {
        id: 'audit-foreign',
        promise: 'An object that is none of an image is left alone.',
        find: `if (!parts) return false;`,
        replace: `if (!parts) return true;`,
      },
      {
        id: 'audit-pause',
        promise: 'The audit pauses after the last object.',
        find: `if (!this.listing && Date.now() < this.startsAgainAt) return 0;`,
        replace: ``,
      },
      {
        id: 'audit-after-failure',
        promise: 'The audit starts again after the store failed.',
        find: `      this.listing = undefined;
      this.orphans = { count: 0, keys: [] };
      throw error;`,
        replace: `      throw error;`,
      },
    ],
  },
];

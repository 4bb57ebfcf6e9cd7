import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/sqlite/image-counts.ts',
    killedBy: ['libs/infra/sqlite/media-database.spec.ts'],
    mutants: [
      {
        id: 'counts-moved',
        promise: 'A picture whose time was changed counts for its new month.',
        find: `OLD.sortAt, OLD.bytes)
    <> (NEW.owner, NEW.state IN \${SEEN}, NEW.state = 'uploading', NEW.deletedAt IS NULL, NEW.sortAt, NEW.bytes)`,
        replace: `OLD.bytes)
    <> (NEW.owner, NEW.state IN \${SEEN}, NEW.state = 'uploading', NEW.deletedAt IS NULL, NEW.bytes)`,
      },
      {
        id: 'counts-removed',
        promise: 'What was removed counts for nothing.',
        find: `BEGIN \${count('OLD.', '-')} END;`,
        replace: `BEGIN SELECT 1; END;`,
      },
      { id: 'counts-empty-month', promise: 'A month without pictures is none.', find: `AND images = 0;`, replace: `AND images = 7;` },
      {
        id: 'counts-own-upload',
        promise: 'Several uploads of the same bytes count once.',
        find: `AND sha256 = ? AND state`,
        replace: `AND sha256 = ? AND false AND state`,
      },
      {
        id: 'counts-differ-months',
        promise: 'Months that differ from the rows are found.',
        find: `WHERE coalesce(counted.images, 0) <> coalesce(kept.images, 0)
    ORDER`,
        replace: `WHERE false
    ORDER`,
      },
      {
        id: 'counts-of-nobody',
        promise: 'Nothing is kept of an owner who has nothing.',
        find: `(0, 0, 0, 0);`,
        replace: `(0, 0, 0, 7);`,
      },
      {
        id: 'counts-again',
        promise: 'Counting again counts one owner only.',
        find: `FROM usageCounts WHERE owner = ?', params: [owner] },
    { sql: 'DELETE`,
        replace: `FROM usageCounts WHERE owner >= ?', params: [owner] },
    { sql: 'DELETE`,
      },
    ],
  },
  {
    file: 'apps/worker/maintenance/repair-counts.task.ts',
    killedBy: ['apps/worker/maintenance/repair-counts.task.spec.ts'],
    mutants: [
      {
        id: 'counts-compared-always',
        promise: 'Every row is read once a day, and not in every turn.',
        find: `this.nextAt = performance.now() + DAY;`,
        replace: ``,
      },
      {
        id: 'counts-not-repaired',
        promise: 'Maintenance counts again what differs.',
        find: `for (const owner of owners) await this.maintenance.recount(owner);`,
        replace: ``,
      },
    ],
  },
];

import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/domain/image/remove-image.ts',
    killedBy: ['libs/domain/image/remove-image.spec.ts'],
    mutants: [
      {
        id: 'remove-without-tombstone',
        promise: 'What was deleted for good does not come back by a rebuild.',
        find: `const hasTombstone = row.state !== 'purging' || (await putTombstone(objects, tmpDir, row));`,
        replace: `const hasTombstone = true;`,
      },
      {
        id: 'remove-tombstone-last',
        promise: 'The tombstone is stored before the objects are removed.',
        find: `const hasTombstone = row.state !== 'purging' || (await putTombstone(objects, tmpDir, row));`,
        replace: `const hasTombstone = row.state !== 'purging';`,
      },
      {
        id: 'remove-full-disk',
        promise: 'On a full disk people can delete.',
        find: `if (error instanceof StoreFull || isFull(error)) return false;`,
        replace: ``,
      },
      {
        id: 'remove-tombstone-of-upload',
        promise: 'An abandoned upload gets no tombstone.',
        find: `row.state !== 'purging' || (await`,
        replace: `(await`,
      },
      {
        id: 'remove-row-first',
        promise: 'The row goes after the objects.',
        find: `  const keys = [row.originalKey];`,
        replace: `  await images.remove(row.id, { state: ['purging', 'abandoned'] });
  const keys = [row.originalKey];`,
      },
      { id: 'remove-variants-left', promise: 'The variants go too.', find: `keys.push(key);`, replace: `void key;` },
      {
        id: 'remove-visible',
        promise: 'A visible image is never removed.',
        find: `await images.remove(row.id, { state: ['purging', 'abandoned'] });`,
        replace: `await images.remove(row.id, {});`,
      },
      {
        id: 'remove-from-shares',
        promise: 'What is removed is taken out of shares.',
        find: `if (row.state !== 'abandoned') await shares.forgetImage(row.owner, row.id);`,
        replace: ``,
      },
      {
        id: 'remove-late-tombstone',
        promise: 'The tombstone that had no space is stored when there is.',
        find: `if (!hasTombstone) await putTombstone(objects, tmpDir, row);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/domain/drive/drive-id.ts',
    killedBy: ['libs/domain/drive/drive-id.spec.ts'],
    mutants: [
      {
        id: 'drive-other-id',
        promise: 'A store of another drive is refused.',
        find: `return inDatabase === inStore ? null : explain(`,
        replace: `return inDatabase.length === inStore.length ? null : explain(`,
      },
      {
        id: 'drive-empty-store',
        promise: 'An empty folder is not taken for the store of a drive with pictures.',
        find: `if (rows > 0) return false;`,
        replace: ``,
      },
      {
        id: 'drive-new-database',
        promise: 'A new database is refused for a store with pictures.',
        find: `for await (const { key } of objects.list('')) if (key !== DRIVE_ID_KEY) return false;`,
        replace: ``,
      },
      {
        id: 'drive-worker-gives-id',
        promise: 'A worker gives no id to a store.',
        find: `if (!givesId) return inDatabase === null ? NEW : explain(inDatabase, 'says of none');`,
        replace: ``,
      },
      {
        id: 'drive-full-disk',
        promise: 'An id that can not be stored yet stops nothing.',
        find: `if (!(error instanceof RepositoryFull || error instanceof StoreFull)) throw error;`,
        replace: `throw error;`,
      },
    ],
  },
  {
    file: 'libs/domain/drive/temporary-files.ts',
    killedBy: ['apps/worker/maintenance/maintenance.service.spec.ts'],
    mutants: [
      {
        id: 'temporary-in-flight',
        promise: 'A file in use is kept, however old it is.',
        find: ` || isInFlight(path)) continue;`,
        replace: `) continue;`,
      },
      {
        id: 'temporary-of-others',
        promise: 'Files of other programs in TMP_DIR are kept.',
        find: `(await readdir(tmpDir)).filter(isTemporary)`,
        replace: `await readdir(tmpDir)`,
      },
    ],
  },
];

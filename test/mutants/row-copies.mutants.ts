import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/worker/maintenance/write-row-copies.task.ts',
    killedBy: ['apps/worker/maintenance/write-row-copies.task.spec.ts'],
    mutants: [
      {
        id: 'row-copies-not-replaced',
        promise: 'The copy of a row follows its changes.',
        find: `{ replace: true }`,
        replace: `{ replace: false }`,
      },
      {
        id: 'row-copies-left',
        promise: 'What was deleted has no copy that a rebuild would bring back.',
        find: `if (needless.length > 0) await`,
        replace: `if (needless.length < 0) await`,
      },
      {
        id: 'row-copies-first-page',
        promise: 'Every changed row is copied.',
        find: `if (rows.length < PAGE || count >= MAX_ROWS || done === 0) return count;`,
        replace: `return count;`,
      },
      {
        id: 'row-copies-forgotten-unwritten',
        promise: 'A copy that could not be written is written later.',
        find: `const done = [...written, ...needless.map(({ stamp }) => stamp)];`,
        replace: `const done = rows.map(({ stamp }) => stamp);`,
      },
    ],
  },
  {
    file: 'libs/domain/drive/row-copies.ts',
    killedBy: ['libs/domain/drive/row-copies.spec.ts'],
    mutants: [
      {
        id: 'row-copies-of-purged',
        promise: 'An image that is being deleted for good has no copy.',
        find: `!VISIBLE.includes(state) || isAsUploaded`,
        replace: `isAsUploaded`,
      },
      {
        id: 'row-copies-any-version',
        promise: 'A copy of a newer format is not misread.',
        find: `z.literal(VERSION)`,
        replace: `z.int()`,
      },
    ],
  },
];

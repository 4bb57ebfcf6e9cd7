import type { MutatedFile } from './mutant.js';

// Each fsync and flush taken out, one at a time, has a suite of its own: test/power.
export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/folder.ts',
    killedBy: ['libs/infra/folder.spec.ts'],
    mutants: [
      {
        id: 'folder-sync-of-before',
        promise: 'No call relies on an fsync that began before it.',
        find: `if (!running) return this.#run(folder);`,
        replace: `return running ?? this.#run(folder);`,
      },
      {
        id: 'folder-sync-late-join',
        promise: 'No call joins an fsync once it has begun.',
        find: `    this.#next.delete(folder);
`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/infra/file/operations.ts',
    killedBy: ['libs/infra/file/object-store.spec.ts'],
    mutants: [
      {
        id: 'file-replaces',
        promise: 'An object is never replaced by another put.',
        find: `await link(staged, path);`,
        replace: `await rename(staged, path);`,
      },
      {
        id: 'file-mode',
        promise: 'Objects are readable by the drive only.',
        find: `await handle.chmod(0o600);`,
        replace: `await handle.chmod(0o644);`,
      },
      {
        id: 'file-together-first',
        promise: 'A put waits for all of its steps before it cleans up.',
        find: `const failed = (await Promise.allSettled(steps)).find((ended) => ended.status === 'rejected');
  if (failed) throw failed.reason;`,
        replace: `await Promise.all(steps);`,
        killedBy: ['libs/infra/file/operations.spec.ts'],
      },
      {
        id: 'file-sweep-all',
        promise: 'The sweep leaves files of a put in progress.',
        find: `if (!found || found.ctime >= before) continue;`,
        replace: `if (!found) continue;`,
      },
      {
        id: 'file-sweep-none',
        promise: 'The sweep removes what a crash left.',
        find: `await rm(path, { force: true });
    count++;`,
        replace: `count++;`,
      },
    ],
  },
];

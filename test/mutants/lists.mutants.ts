import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/sqlite/images.ts',
    killedBy: ['libs/infra/search-words.database.spec.ts'],
    mutants: [
      {
        id: 'search-ends-with-the-walk',
        promise: 'A search finds what only the oldest pictures have.',
        find: 'return !end || rows.length === query.limit ? rows : null;',
        replace: 'return rows;',
      },
    ],
  },
  {
    file: 'libs/http/log-output.ts',
    killedBy: ['libs/http/log-output.spec.ts'],
    mutants: [
      {
        id: 'log-lost-at-exit',
        promise: 'No line of the log is lost when the process exits.',
        find: `process.on('exit', flush);`,
        replace: '',
      },
    ],
  },
  {
    file: 'libs/http/in-process/plain-data.ts',
    killedBy: ['libs/http/in-process/plain-data.spec.ts', 'libs/http/in-process/handed-over-objects.spec.ts'],
    mutants: [
      {
        id: 'handed-over-as-it-is',
        promise: 'A page gets what it would get as JSON.',
        find: 'isPlain(value) ? value : (JSON.parse(JSON.stringify(value)) as unknown)',
        replace: 'value',
      },
    ],
  },
];

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
    file: 'libs/infra/sqlite/recent-lists.ts',
    killedBy: ['libs/infra/sqlite/recent-lists.spec.ts'],
    mutants: [
      {
        id: 'list-from-before-a-change',
        promise: 'A list has every change that was committed before it was asked for.',
        find: 'if (version !== this.version) this.clear();',
        replace: '',
      },
      {
        id: 'list-of-another',
        promise: 'A list has pictures of its owner only.',
        find: 'const key = JSON.stringify(query);',
        replace: 'const key = JSON.stringify({ ...query, owner: null });',
      },
      {
        id: 'lists-without-rows',
        promise: 'Lists without rows take a bounded amount of memory, too.',
        find: `const weight = 1 + rows.length;`,
        replace: `const weight = rows.length;`,
      },
      {
        id: 'lists-without-end',
        promise: 'Lists that are kept take a bounded amount of memory.',
        find: 'if (this.rows + weight > MOST_ROWS) this.clear();',
        replace: '',
      },
    ],
  },
  {
    file: 'apps/gateway/pages/components/kept-html.ts',
    killedBy: ['apps/gateway/pages/components/tile.spec.ts'],
    mutants: [
      {
        id: 'tile-of-another-page',
        promise: 'A page shows each picture as it is now.',
        find: 'const key = JSON.stringify(props);',
        replace: "const key = JSON.stringify(props, (name, value: unknown) => (name === 'image' ? (value as { id: string }).id : value));",
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
        find: `    isExiting = true;\n    flush();\n`,
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

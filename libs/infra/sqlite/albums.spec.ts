import { DatabaseSync } from 'node:sqlite';

import { expect, it } from 'vitest';

import { sql } from './albums.js';
import { mediaMigrations } from './media.schema.js';

const database = new DatabaseSync(':memory:');
database.function('json_words', (name) => String(name));
for (const migration of mediaMigrations) database.exec(migration);

it.each([
  ['find', 'sqlite_autoindex_albums_1 (id=?)'],
  ['list', 'albums_owner (owner=?)'],
  ['remove', 'sqlite_autoindex_albums_1 (id=?)'],
] as const)('%s uses %s', (name, index) => {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql[name]}`).all();
  const plan = steps.map(({ detail }) => detail as string).join('\n');
  expect(plan).toContain(index);
  expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
});

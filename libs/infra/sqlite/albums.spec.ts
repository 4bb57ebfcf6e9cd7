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
  ['heads', 'albums_owner (owner=?)'],
  ['remove', 'sqlite_autoindex_albums_1 (id=?)'],
] as const)('%s uses %s', (name, index) => {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql[name]}`).all();
  const plan = steps.map(({ detail }) => detail as string).join('\n');
  expect(plan).toContain(index);
  expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
});

it.each(['summaries', 'summary'] as const)('%s looks every image up in an index', (name) => {
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${sql[name]}`)
    .all()
    .map(({ detail }) => detail as string);
  expect(
    plan
      .filter((step) => step.includes('images'))
      .every((step) => /USING (COVERING )?INDEX images_live_added \(owner=\? AND id=\?\)/.test(step)),
  ).toBe(true);
  expect(plan.some((step) => /SCAN (images|albums)/.test(step))).toBe(false);
});

import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it } from 'vitest';

import type { ImageOrder, ImageQuery } from '#libs/ports/image-repository.js';

import { countSql } from './image-counts.js';
import { mediaMigrations } from './media.schema.js';
import { conditionSql, exactWordsSql, fewSql, listSql, removeStatements, sql, updateStatement, walkEndSql } from './images.queries.js';

const database = new DatabaseSync(':memory:');
database.function('json_words', (name) => String(name));
for (const migration of mediaMigrations) database.exec(migration);

/** What the planner says that it will do, one step a line. */
function plan(text: string): string {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
  return steps.map(({ detail }) => detail as string).join('\n');
}

describe('queries of images', () => {
  const query: ImageQuery = { owner: 'ada', order: 'added', limit: 50, states: ['ready'], deleted: false };
  const before = { id: '01k', sortAt: new Date() };
  const orders: ImageOrder[] = ['added', 'taken'];
  const more: Partial<ImageQuery>[] = [
    {},
    { before },
    { after: before },
    { from: new Date(), to: new Date() },
    { words: ['a'] },
    { beginnings: ['a', 'b'], types: ['image/png'], month: 6 },
    { beginnings: ['a'], ids: ['01k'], before },
    { before, from: new Date() },
  ];
  const lists = orders.flatMap((order) => [false, true].flatMap((deleted) => more.map((part) => ({ ...query, order, deleted, ...part }))));

  it.each(lists)('list $order, deleted $deleted, by its index and without sorting', (given) => {
    const steps = plan(listSql(given).sql);
    expect(steps).toContain(`SEARCH images USING INDEX images_${given.deleted ? 'trash' : 'live'}_${given.order} (owner=?`);
    expect(steps).not.toMatch(/SCAN images|TEMP B-TREE/);
  });

  it('count by month, and what is stored, without reading images', () => {
    expect(plan(countSql.months)).toBe('SEARCH monthCounts USING PRIMARY KEY (owner=?)');
    expect(plan(countSql.usage)).toBe('SEARCH usageCounts USING PRIMARY KEY (owner=?)');
    const steps = plan(countSql.held);
    expect(steps).toContain('SEARCH usageCounts USING PRIMARY KEY (owner=?)');
    expect(steps).toContain('SEARCH images USING COVERING INDEX images_uploading (owner=? AND sha256=?)');
    expect(steps).not.toContain('SCAN images');
  });

  it('find the page after a cursor without scanning to it', () => {
    expect(plan(listSql({ ...query, before }).sql)).toContain('(owner=? AND id<?)');
    expect(plan(listSql({ ...query, order: 'taken', before }).sql)).toContain('(owner=? AND (sortAt,id)<(?,?))');
    expect(plan(listSql({ ...query, order: 'taken', from: new Date() }).sql)).toContain('(owner=? AND sortAt>?)');
  });

  it.each(orders)('find words by the word index, in the order %s', (order) => {
    const steps = plan(listSql({ ...query, order, beginnings: ['beach', 'sun'] }).sql);
    expect(steps.match(/SEARCH image_words USING PRIMARY KEY \(owner=\? AND word>\? AND word<\?\)/g)).toHaveLength(2);
  });

  it('find names without reading rows', () => {
    expect(fewSql(query)).toBeNull();
    const steps = plan(fewSql({ ...query, beginnings: ['beach', 'sun'], words: ['a', 'b'] })!.sql);
    expect(steps.match(/SEARCH image_words USING PRIMARY KEY \(owner=\? AND word>\? AND word<\?\)/g)).toHaveLength(2);
    expect(steps).toContain('SEARCH images USING COVERING INDEX images_names (owner=?)');
  });

  it('find types and failures without reading rows, but only alone', () => {
    expect(plan(fewSql({ ...query, types: ['image/heic'] })!.sql)).toContain('USING COVERING INDEX images_types (owner=? AND type=?)');
    expect(plan(fewSql({ ...query, states: ['rejected'] })!.sql)).toContain('USING COVERING INDEX images_rejected (owner=?)');
    expect(fewSql({ ...query, beginnings: ['a'], types: ['image/heic'] })!.sql).not.toContain('images_types');
  });

  it.each(orders)('walk a part of a list and look up exact words, in the order %s', (order) => {
    const given = { ...query, order, beginnings: ['beach', 'sun'] };
    const walk = { words: new Map([['BEACH', ['BEACH', 'BEACHES']]]), end: before };
    const steps = plan(listSql({ ...given, before }, { walk }).sql);
    expect(steps).toContain(
      `SEARCH images USING INDEX images_live_${order} (owner=? AND ${order === 'added' ? 'id>? AND id<?' : '(sortAt,id)'}`,
    );
    expect(steps).toContain('SEARCH image_words EXISTS USING PRIMARY KEY (owner=? AND word=? AND id=?)');
    expect(steps.match(/SEARCH image_words USING PRIMARY KEY \(owner=\? AND word>\? AND word<\?\)/g)).toHaveLength(1);
    expect(plan(walkEndSql(given).sql)).toBe(`SEARCH images USING INDEX images_live_${order} (owner=?)`);
    expect(plan(exactWordsSql(given)!.sql)).not.toMatch(/SCAN image/);
  });

  it.each(lists)('list $order, deleted $deleted, of few matches by id', (given) => {
    expect(plan(listSql(given, { few: ['01k'] }).sql)).toContain('SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)');
  });

  it.each([
    ['find', 'sqlite_autoindex_images_1 (id=?)'],
    ['findByContent', 'images_content (owner=? AND content=?)'],
    ['findByContents', 'images_content (owner=? AND content=?)'],
    ['byState', 'images_state (state=? AND id>?)'],
    ['trash', 'images_trash_age (deletedAt<?)'],
    ['changed', 'images_changes (owner=? AND (updatedAt,id)>(?,?))'],
    ['removed', 'removals_changes (owner=? AND (removedAt,id)>(?,?))'],
    ['forgetTombstones', 'removals_age (removedAt<?)'],
  ] as const)('%s uses %s', (name, index) => {
    const steps = plan(sql[name]);
    expect(steps).toContain(index);
    expect(steps).not.toMatch(/SCAN (images|removals)|TEMP B-TREE/);
  });

  it('present looks up each id, and sorts nothing else', () => {
    const steps = plan(sql.present);
    expect(steps).toContain('SEARCH images USING INDEX images_live_added (owner=? AND id=?)');
    expect(steps).not.toContain('SCAN images');
  });

  it('change and remove one row by its id', () => {
    const condition = { owner: 'ada', state: ['ready'], generation: 1, attempt: 1, deleted: false, createdBefore: new Date() } as const;
    const change = { set: { name: 'x', state: 'ready' }, content: 'claim' } as const;
    const [, remove] = removeStatements('01k', conditionSql(condition), 0);
    for (const statement of [updateStatement('01k', condition, change, 0), remove]) {
      expect(plan(statement.sql)).toContain('SEARCH images USING INDEX sqlite_autoindex_images_1 (id=?)');
    }
  });
});

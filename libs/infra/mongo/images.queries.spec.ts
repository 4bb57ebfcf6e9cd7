import { describe, expect, it } from 'vitest';

import type { ImageOrder, ImageQuery } from '#libs/ports/image-repository.js';

import { changesQuery, contentFilter, contentsFilter, listQuery, rowFilter, stateQuery, trashQuery, type Many } from './images.queries.js';
import { imagesIndexes } from './media.schema.js';
import type { Indexes } from './migrations.js';

const indexes: Indexes[string] = imagesIndexes.images;

/** Fields that must have one value, since neither a range nor a list is asked for. */
function equal(filter: object): string[] {
  const fields = Object.entries(filter).filter(([field, value]) => !field.startsWith('$') && (typeof value !== 'object' || value === null));
  return fields.map(([field]) => field);
}

/**
 * What lets MongoDB read rows in order from the index, from the first that is wanted on: the index begins with fields of one value, and goes
 * on with those of the sort (https://www.mongodb.com/docs/manual/tutorial/equality-sort-range-guideline/).
 */
function expectToFit({ filter, sort, hint }: Many): void {
  const { key, partialFilterExpression = {} } = indexes.find(({ name }) => name === hint)!;
  const keys = Object.keys(key);
  const sorted = Object.keys(sort);
  const first = keys.slice(0, keys.length - sorted.length);
  expect(keys).toEqual([...first, ...sorted]);
  expect(new Set(Object.values(sort)).size).toBe(1);
  expect(equal(filter)).toEqual(expect.arrayContaining(first));
  expect(filter).toMatchObject(partialFilterExpression);
}

describe('queries of images on MongoDB', () => {
  const query: ImageQuery = { owner: 'ada', order: 'added', limit: 50, states: ['ready'], deleted: false };
  const before = { id: '01k', sortAt: new Date() };
  const orders: ImageOrder[] = ['added', 'taken'];
  const more: Partial<ImageQuery>[] = [
    {},
    { before },
    { after: before },
    { from: new Date(), to: new Date() },
    { words: ['a'] },
    { types: ['image/png'], month: 6 },
    { before, from: new Date() },
  ];
  const lists = orders.flatMap((order) => [false, true].flatMap((deleted) => more.map((part) => ({ ...query, order, deleted, ...part }))));

  it.each(lists)('list $order, deleted $deleted, in the order of an index', (given) => {
    expectToFit(listQuery(given));
  });

  it('leave the choice of the index to the planner with words or ids', () => {
    for (const given of [{ beginnings: ['a'] }, { ids: ['01k'] }]) expect(listQuery({ ...query, ...given }).hint).toBeUndefined();
    expect(listQuery({ ...query, beginnings: ['%'] }).hint).toBe('images_added');
  });

  it('find the page after a cursor without scanning to it', () => {
    expect(listQuery({ ...query, before }).filter.$and).toContainEqual({ _id: { $lt: '01k' } });
    expect(listQuery({ ...query, order: 'taken', before }).filter.$and).toContainEqual({ sortAt: { $lte: before.sortAt } });
    expect(changesQuery('ada', { at: before.sortAt }).filter).toMatchObject({ updatedAt: { $gte: before.sortAt } });
  });

  it.each([
    stateQuery('ready', {}),
    stateQuery('ready', { after: '01k', createdBefore: new Date() }),
    trashQuery(new Date()),
    changesQuery('ada', { at: new Date() }),
  ])('serve maintenance and events in the order of an index: $hint', (many) => expectToFit(many));

  it('find one row by a unique key', () => {
    const content = indexes.find(({ name }) => name === 'images_content')!;
    expect(contentFilter('ada', 'ab')).toMatchObject({ owner: 'ada', sha256: 'ab', ...content.partialFilterExpression });
    expect(contentsFilter('ada', ['ab'])).toMatchObject({ owner: 'ada', sha256: { $in: ['ab'] }, ...content.partialFilterExpression });
    const condition = { owner: 'ada', state: ['ready'], generation: 1, attempt: 1, deleted: false, createdBefore: new Date() } as const;
    expect(equal(rowFilter('01k', condition))).toContain('_id');
  });
});

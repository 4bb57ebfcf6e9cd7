import type { Model, PipelineStage, QueryFilter, UpdateQuery } from 'mongoose';

import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ChangeCursor, ImageChange, ImageCondition, ImageQuery } from '#libs/ports/image-repository.js';

import { fold, wordRanges } from '../search-words.js';
import { derived, stored } from './images.rows.js';
import { imageSchema, TOMBSTONE, type ImageDocument, type imagesIndexes } from './media.schema.js';
import { is } from './schema.js';
import type { ImageState } from '#libs/domain/image/image-row.js';

type Filter = QueryFilter<ImageDocument>;

/**
 * A query of many rows. It names its index, so the planner never chooses one that needs sorting. With words or ids it names none: their
 * frequency decides between scanning the list and sorting the matches, and the planner tries both.
 */
export interface Many {
  filter: Filter;
  sort: Record<string, 1 | -1>;
  hint?: (typeof imagesIndexes.images)[number]['name'];
}

/** Matches a row by id and condition; never a tombstone, which is in the same collection. */
export function rowFilter(id: string, condition: ImageCondition = {}): Filter {
  const { owner, state, generation, attempt, deleted, createdBefore } = condition;
  return {
    _id: is(id),
    state: state ? { $in: [...state] } : { $ne: TOMBSTONE },
    ...(owner !== undefined && { owner: is(owner) }),
    ...(generation !== undefined && { generation: is(generation) }),
    ...(attempt !== undefined && { attempt: is(attempt) }),
    ...(deleted !== undefined && { trashed: is(deleted) }),
    ...(createdBefore && { createdAt: { $lt: createdBefore } }),
  };
}

export function contentFilter(owner: string, sha256: string): Filter {
  return { owner: is(owner), sha256: is(sha256), holds: true };
}

export function contentsFilter(owner: string, sha256s: readonly string[]): Filter {
  return { owner: is(owner), sha256: { $in: [...sha256s] }, holds: true };
}

/**
 * `updatedAt` is the time of the server when it makes the change: one clock for all processes, and correct when the call was delayed.
 */
export function updateOf({ set = {}, sizes = {}, content }: ImageChange): UpdateQuery<ImageDocument> {
  const fields: Record<string, unknown> = { ...stored(set), ...derived(set) };
  for (const [size, record] of Object.entries(sizes)) fields[`sizes.${size}`] = record;
  if (content) fields['holds'] = content === 'claim';
  return { $set: fields, $currentDate: { updatedAt: true } };
}

/** The fields of a tombstone. It keeps `turn`, so no later row gets that number again. */
const KEPT: ReadonlySet<string> = new Set(['_id', 'owner', 'state', 'updatedAt', 'turn']);
const DROPPED = Object.keys(imageSchema.paths).filter((field) => !KEPT.has(field));

/** Turns a row into its tombstone: one change of one document, so there is always exactly one of them. */
export const removal: UpdateQuery<ImageDocument> = {
  $set: { state: TOMBSTONE },
  $unset: Object.fromEntries(DROPPED.map((field) => [field, 1])),
  $currentDate: { updatedAt: true },
};

export function monthsPipeline(owner: string): PipelineStage[] {
  return [
    { $match: { owner: is(owner), trashed: false, state: { $in: [...VISIBLE] } } },
    { $group: { _id: { $dateToString: { format: '%Y-%m', date: '$sortAt' } }, images: { $sum: 1 } } },
    { $sort: { _id: -1 } },
    { $project: { _id: 0, month: '$_id', images: 1 } },
  ];
}

export function listQuery(query: ImageQuery): Many {
  const { owner, order, before, after, states, deleted, words = [], beginnings = [], types, month, ids, from, to } = query;
  const filter: Filter = { owner: is(owner), trashed: is(deleted), state: { $in: [...states] } };
  const and: Filter[] = [];
  if (from) and.push({ sortAt: { $gte: from } });
  if (to) and.push({ sortAt: { $lt: to } });
  const cursor = after ?? before;
  const than = after ? '$gt' : '$lt';
  if (cursor && order === 'added') and.push({ _id: { [than]: is(cursor.id) } });
  if (cursor && order === 'taken') {
    // The range finds the position in the index; the rest compares the rows of exactly that time.
    const { id, sortAt } = cursor;
    and.push({ sortAt: { [`${than}e`]: sortAt } }, { $or: [{ sortAt: { [than]: sortAt } }, { _id: { [than]: is(id) } }] });
  }
  for (const word of words) and.push(contains('$foldedName', fold(word)));
  const ranges = beginnings.flatMap(wordRanges);
  for (const { from: first, to: end } of ranges) and.push({ words: { $elemMatch: { $gte: first, $lt: end } } });
  if (types) and.push({ type: { $in: [...types] } });
  if (month !== undefined) and.push({ $expr: { $eq: [{ $month: '$sortAt' }, month] } });
  if (ids) and.push({ _id: { $in: [...ids] } });
  if (and.length > 0) filter.$and = and;
  const way = after ? 1 : -1;
  const byWords = ranges.length > 0 || ids !== undefined;
  return order === 'added'
    ? { filter, sort: { _id: way }, ...(!byWords && { hint: 'images_added' }) }
    : { filter, sort: { sortAt: way, _id: way }, ...(!byWords && { hint: 'images_taken' }) };
}

/** A substring match without a regular expression, which has special characters and stops at a zero byte. */
function contains(field: string, part: string): Filter {
  return { $expr: { $gte: [{ $indexOfBytes: [field, { $literal: part }] }, 0] } } as Filter;
}

export function stateQuery(state: ImageState, { createdBefore, after = '' }: { createdBefore?: Date; after?: string }): Many {
  const filter: Filter = { state: is(state), _id: { $gt: is(after) }, ...(createdBefore && { createdAt: { $lt: createdBefore } }) };
  return { filter, sort: { _id: 1 }, hint: 'images_state' };
}

export function trashQuery(deletedBefore: Date): Many {
  const filter: Filter = { trashed: true, deletedAt: { $lt: deletedBefore }, state: { $in: [...VISIBLE] } };
  return { filter, sort: { deletedAt: 1, _id: 1 }, hint: 'images_trash_age' };
}

/** Rows and tombstones in one order: they are in one collection. */
export function changesQuery(owner: string, { at, id = '' }: ChangeCursor): Many {
  const filter: Filter = { owner: is(owner), updatedAt: { $gte: at }, $or: [{ updatedAt: { $gt: at } }, { _id: { $gt: is(id) } }] };
  return { filter, sort: { updatedAt: 1, _id: 1 }, hint: 'images_changes' };
}

/** The rows of one query, `limit` at most. */
export async function findMany(images: Model<ImageDocument>, { filter, sort, hint }: Many, limit: number): Promise<ImageDocument[]> {
  // A limit of 0 means no limit to MongoDB.
  if (limit === 0) return [];
  const found = images.find(filter).sort(sort).limit(limit);
  return (hint ? found.hint(hint) : found).lean<ImageDocument[]>();
}

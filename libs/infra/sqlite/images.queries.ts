import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageChange, ImageCondition, ImageCursor, ImageQuery } from '#libs/ports/image-repository.js';

import { columnOf } from '../image-fields.js';
import { fold, wordRanges, type WordRange } from '../search-words.js';
import { columnValue, IMAGE_COLUMNS, variantJson, wordsJson } from './images.rows.js';
import type { Row, Statement, Value } from './database.js';

/** The states that people can see, in the library or in the trash. */
export const SEEN = `(${VISIBLE.map((state) => `'${state}'`).join(', ')})`;

/**
 * Queries that never change their text. Each is served by an index, and but for `present` sorts nothing: images.sql.spec.ts asks the
 * planner.
 */
export const sql = {
  find: `SELECT ${IMAGE_COLUMNS} FROM images WHERE id = ?`,
  findByContent: `SELECT ${IMAGE_COLUMNS} FROM images WHERE owner = ? AND content = ?`,
  present: `
    SELECT id FROM images INDEXED BY images_live_added
    WHERE owner = ? AND deletedAt IS NULL AND id IN (SELECT value FROM json_each(?)) AND state IN ${SEEN}
    ORDER BY sortAt DESC, id DESC`,
  findByContents: `SELECT ${IMAGE_COLUMNS} FROM images WHERE owner = ? AND content IN (SELECT value FROM json_each(?))`,
  quota: 'SELECT bytes FROM quotas WHERE owner = ?',
  setQuota: 'INSERT OR REPLACE INTO quotas (owner, bytes) VALUES (?, ?)',
  dropQuota: 'DELETE FROM quotas WHERE owner = ?',
  byState: 'SELECT * FROM images WHERE state = ? AND id > ? AND createdAt < ? ORDER BY id LIMIT ?',
  trash: `SELECT * FROM images INDEXED BY images_trash_age WHERE deletedAt < ? AND state IN ${SEEN} ORDER BY deletedAt, id LIMIT ?`,
  changed: 'SELECT * FROM images WHERE owner = ? AND (updatedAt, id) > (?, ?) ORDER BY updatedAt, id LIMIT ?',
  // Not the tombstone of an id that was inserted again.
  removed: `
    SELECT * FROM removals WHERE owner = ? AND (removedAt, id) > (?, ?) AND NOT EXISTS (SELECT 1 FROM images WHERE images.id = removals.id)
    ORDER BY removedAt, id LIMIT ?`,
  forgetTombstones: 'DELETE FROM removals WHERE removedAt < ? RETURNING id',
  offerDriveId: 'INSERT INTO drive (one, id) VALUES (1, ?) ON CONFLICT DO NOTHING',
  driveId: 'SELECT id FROM drive',
  fact: 'SELECT value FROM driveFacts WHERE name = ?',
  setFact: 'INSERT OR REPLACE INTO driveFacts (name, value) VALUES (?, ?)',
};

/** Conditions of a WHERE clause and their parameters. */
interface Clauses {
  where: string[];
  params: Value[];
}

export function conditionSql(condition: ImageCondition): Clauses {
  const where: string[] = [];
  const params: Value[] = [];
  const add = (clause: string, value: Value | undefined) => {
    if (value === undefined) return;
    where.push(clause);
    params.push(value);
  };
  add('owner = ?', condition.owner);
  add('state IN (SELECT value FROM json_each(?))', condition.state && JSON.stringify(condition.state));
  add('generation = ?', condition.generation);
  add('attempt = ?', condition.attempt);
  add('createdAt < ?', condition.createdBefore?.getTime());
  if (condition.deleted !== undefined) where.push(condition.deleted ? 'deletedAt IS NOT NULL' : 'deletedAt IS NULL');
  return { where, params };
}

export function updateStatement(id: string, condition: ImageCondition, change: ImageChange, now: number): Statement {
  const sets = ['updatedAt = ?'];
  const params: Value[] = [now];
  for (const [field, value] of Object.entries(change.set ?? {})) {
    if (value === undefined) continue;
    sets.push(`${columnOf(field)} = ?`);
    params.push(columnValue(value));
  }
  if (change.set?.name !== undefined) {
    sets.push('foldedName = ?', 'words = ?');
    params.push(fold(change.set.name), wordsJson(change.set.name));
  }
  const sizes = Object.entries(change.sizes ?? {});
  if (sizes.length > 0) {
    sets.push(`sizes = json_set(sizes${sizes.map(([size]) => `, '$.${size}', json(?)`).join('')})`);
    params.push(...sizes.map(([, record]) => variantJson(record)));
  }
  if (change.content) sets.push(change.content === 'claim' ? 'content = sha256' : 'content = NULL');
  const held = conditionSql(condition);
  const where = ['id = ?', ...held.where].join(' AND ');
  return { sql: `UPDATE images SET ${sets.join(', ')} WHERE ${where} RETURNING ${IMAGE_COLUMNS}`, params: [...params, id, ...held.params] };
}

/** Inserts the tombstone and deletes the row, both only if the condition holds. */
export function removeStatements(id: string, condition: Clauses, now: number): [Statement, Statement] {
  const where = ['id = ?', ...condition.where].join(' AND ');
  const params = [id, ...condition.params];
  return [
    { sql: `INSERT OR REPLACE INTO removals SELECT id, owner, ? FROM images WHERE ${where}`, params: [now, ...params] },
    { sql: `DELETE FROM images WHERE ${where} RETURNING id`, params },
  ];
}

/** Up to this many matching rows are read by id and sorted; with more matches, the list is scanned in its own order. */
export const FEW = 500;

/** Finds up to FEW + 1 ids of images that may match, by names, types or state, in any order; null when no index knows how many do. */
export function fewSql({ owner, beginnings, words = [], types, states }: ImageQuery): Statement | null {
  const lists = wordLists(owner, beginnings);
  // The index contains the names: scanning it is much faster than reading rows.
  if (words.length > 0) {
    const { where, params } = textClauses(words);
    lists.unshift({
      sql: `SELECT id FROM images INDEXED BY images_names WHERE ${['owner = ?', ...where].join(' AND ')}`,
      params: [owner, ...params],
    });
  }
  // Only alone: in another list, all images of a type would be collected first.
  if (lists.length === 0 && types) {
    const text = 'SELECT id FROM images INDEXED BY images_types WHERE owner = ? AND type IN (SELECT value FROM json_each(?))';
    lists.push({ sql: text, params: [owner, JSON.stringify(types)] });
  }
  if (lists.length === 0 && states.length === 1 && states[0] === 'rejected') {
    lists.push({ sql: "SELECT id FROM images INDEXED BY images_rejected WHERE owner = ? AND state = 'rejected'", params: [owner] });
  }
  const all = inAllLists(lists);
  return all && { sql: `${all.sql} LIMIT ${FEW + 1}`, params: all.params };
}

/** Words that are looked up for each image of a walk, for one typed word. */
const FEW_WORDS = 8;
/** Images of a list that are passed before the ids of all that match are collected instead. */
const WALK = 30_000;

/** For each typed word, up to FEW_WORDS + 1 different words that begin with it: one seek for each. Rows of `beginning` and `word`. */
export function exactWordsSql({ owner, beginnings }: ImageQuery): Statement | null {
  const ranges = rangesOf(beginnings);
  if (ranges.length === 0) return null;
  const next = 'SELECT min(word) FROM image_words WHERE owner = ? AND word';
  const each = `SELECT ? AS beginning, word FROM (
    WITH RECURSIVE found (word) AS (
      SELECT (${next} >= ? AND word < ?)
      UNION ALL SELECT (${next} > found.word AND word < ?) FROM found WHERE word IS NOT NULL LIMIT ${FEW_WORDS + 1}
    ) SELECT word FROM found WHERE word IS NOT NULL)`;
  return {
    sql: ranges.map(() => each).join(' UNION ALL '),
    params: ranges.flatMap(({ from, to }) => [from, owner, from, to, owner, to]),
  };
}

/** The words by their beginning, without beginnings of too many words; null when none is left, or one has no word at all. */
export function exactWords(rows: readonly Row[]): ReadonlyMap<string, string[]> | null {
  const words = Map.groupBy(rows, (row) => row['beginning'] as string);
  const few = [...words].filter(([, own]) => own.length <= FEW_WORDS);
  return few.length === 0 ? null : new Map(few.map(([beginning, own]) => [beginning, own.map((row) => row['word'] as string)]));
}

/** Where a walk over the list ends: the position after WALK images. No row: the list is shorter. */
export function walkEndSql({ owner, deleted, order, before, to }: ImageQuery): Statement {
  const where = ['owner = ?', deleted ? 'deletedAt IS NOT NULL' : 'deletedAt IS NULL'];
  const params: Value[] = [owner];
  const add: Add = (clause, ...values) => {
    where.push(clause);
    params.push(...values);
  };
  if (before) addCursor(add, order, '<', before);
  if (to) add('sortAt < ?', to.getTime());
  const columns = order === 'added' ? 'id DESC' : 'sortAt DESC, id DESC';
  const index = `images_${deleted ? 'trash' : 'live'}_${order}`;
  return {
    sql: `SELECT id, sortAt FROM images INDEXED BY ${index} WHERE ${where.join(' AND ')} ORDER BY ${columns} LIMIT 1 OFFSET ${WALK}`,
    params,
  };
}

type Add = (clause: string, ...values: Value[]) => void;

function addCursor(add: Add, order: ImageQuery['order'], than: '<' | '>', { id, sortAt }: ImageCursor): void {
  if (order === 'added') add(`id ${than} ?`, id);
  else add(`(sortAt, id) ${than} (?, ?)`, sortAt.getTime(), id);
}

/** A walk over a part of the list that looks up the words of each image, instead of collecting all ids that have them. */
export interface Walk {
  words: ReadonlyMap<string, readonly string[]>;
  /** Undefined: it ends with the list. */
  end: ImageCursor | undefined;
}

/**
 * Names the index, so the planner never chooses another one and sorts.
 * @param few the ids that `fewSql` found, if it found all: only these rows are read
 */
export function listSql(query: ImageQuery, { few, walk }: { few?: readonly string[]; walk?: Walk } = {}): Statement {
  const where = ['owner = ?', query.deleted ? 'deletedAt IS NOT NULL' : 'deletedAt IS NULL', 'state IN (SELECT value FROM json_each(?))'];
  const params: Value[] = [query.owner, JSON.stringify(query.states)];
  const add: Add = (clause, ...values) => {
    where.push(clause);
    params.push(...values);
  };
  if (query.from) add('sortAt >= ?', query.from.getTime());
  if (query.to) add('sortAt < ?', query.to.getTime());
  const cursor = query.after ?? query.before;
  const than = query.after ? '>' : '<';
  if (cursor) addCursor(add, query.order, than, cursor);
  if (walk?.end) addCursor(add, query.order, '>', walk.end);
  if (query.types) add('type IN (SELECT value FROM json_each(?))', JSON.stringify(query.types));
  if (query.month !== undefined) add(`strftime('%m', sortAt / 1000.0, 'unixepoch') = ?`, String(query.month).padStart(2, '0'));
  if (query.ids) add('+id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  if (few) add('id IN (SELECT value FROM json_each(?))', JSON.stringify(few));
  else addNames(add, query, walk);
  const index = few ? 'sqlite_autoindex_images_1' : `images_${query.deleted ? 'trash' : 'live'}_${query.order}`;
  const way = query.after ? 'ASC' : 'DESC';
  const order = query.order === 'added' ? `id ${way}` : `sortAt ${way}, id ${way}`;
  return {
    sql: `SELECT ${IMAGE_COLUMNS} FROM images INDEXED BY ${index} WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`,
    params: [...params, query.limit],
  };
}

/** Conditions on names for a scan in list order, which soon finds a text that many names contain. */
function addNames(add: Add, { owner, beginnings, words = [] }: ImageQuery, walk?: Walk): void {
  for (const exact of walk?.words.values() ?? []) {
    const list = 'word IN (SELECT value FROM json_each(?))';
    add(`EXISTS (SELECT 1 FROM image_words WHERE owner = ? AND ${list} AND id = images.id)`, owner, JSON.stringify(exact));
  }
  const ids = inAllLists(wordLists(owner, beginnings, walk?.words));
  if (ids) add(`+id IN (${ids.sql})`, ...ids.params);
  const { where, params } = textClauses(words);
  if (where.length > 0) add(where.join(' AND '), ...params);
}

function rangesOf(beginnings: readonly string[] = []): WordRange[] {
  return [...new Map(beginnings.flatMap(wordRanges).map((range) => [range.from, range])).values()];
}

/** For each typed word but those of `others`, a query of ids that reads one range of the word index. */
function wordLists(owner: string, beginnings?: readonly string[], others?: ReadonlyMap<string, unknown>): Statement[] {
  return rangesOf(beginnings)
    .filter(({ from }) => !others?.has(from))
    .map(({ from, to }) => ({ sql: 'SELECT id FROM image_words WHERE owner = ? AND word >= ? AND word < ?', params: [owner, from, to] }));
}

/** The most levels of nested queries. SQLite allows 30, and fewer the more queries the innermost level has. */
const DEEP = 3;

/** A query of the ids that are in all of these lists. The first list is filtered by the next, and so on. */
function inAllLists([first, ...others]: readonly Statement[], deep = DEEP): Statement | null {
  if (!first) return null;
  const inner = others.length > 0 && deep > 0 ? [inAllLists(others, deep - 1)!] : others;
  const text = [first.sql, ...inner.map((list) => `+id IN (${list.sql})`)].join(' AND ');
  return { sql: text, params: [first, ...inner].flatMap(({ params }) => params) };
}

function textClauses(words: readonly string[]): Clauses {
  return { where: words.map(() => 'instr(foldedName, ?) > 0'), params: words.map(fold) };
}

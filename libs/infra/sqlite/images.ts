import {
  ImageRepository,
  type Change,
  type ChangeCursor,
  type ImageChange,
  type ImageCondition,
  type ImageQuery,
  type Month,
  type Reader,
} from '#libs/ports/image-repository.js';

import { countSql } from './image-counts.js';
import { changeOf, imageOf, imageOfValues, insertStatement } from './images.rows.js';
import {
  conditionSql,
  exactWords,
  exactWordsSql,
  FEW,
  fewSql,
  listSql,
  removeStatements,
  sql,
  updateStatement,
  walkEndSql,
} from './images.queries.js';
import type { Row, SqliteDatabase, Statement } from './database.js';
import { RecentLists } from './recent-lists.js';
import { UniqueViolation } from '../unique-violation.js';
import { ContentTaken, QuotaExceeded } from '#libs/ports/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';

export class SqliteImageRepository extends ImageRepository {
  private readonly recent = new RecentLists();

  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert(row: Omit<ImageRow, 'updatedAt'>, { quota = null }: { quota?: number | null } = {}): Promise<void> {
    const now = Date.now();
    if (quota === null) return void (await this.database.write(insertStatement(row, now)));
    const held = { sql: countSql.held, params: [row.owner, row.owner, row.sha256] };
    const within = { sql: `(${held.sql}) <= ?`, params: [...held.params, quota - row.bytes] };
    // Reads the usage first: after the insert it would include the row itself.
    const [[used], inserted] = (await this.database.write(held, insertStatement(row, now, within))) as [Row[], Row[]];
    if (inserted.length === 0) throw new QuotaExceeded(used!['bytes'] as number);
  }

  async find(id: string): Promise<ImageRow | null> {
    return this.rows({ sql: sql.find, params: [id] })[0] ?? null;
  }

  async findByHash(owner: string, sha256: string): Promise<ImageRow | null> {
    return this.rows({ sql: sql.findByContent, params: [owner, sha256] })[0] ?? null;
  }

  async findByHashes(owner: string, sha256s: readonly string[]): Promise<ImageRow[]> {
    return this.rows({ sql: sql.findByContents, params: [owner, JSON.stringify(sha256s)] });
  }

  async update(id: string, condition: ImageCondition, change: ImageChange): Promise<ImageRow | null> {
    try {
      const statement = updateStatement(id, condition, change, Date.now());
      const [rows] = await (makesRoom(change) ? this.database.writeUsingReserve(statement) : this.database.write(statement));
      return rows!.map(imageOf)[0] ?? null;
    } catch (error) {
      if (error instanceof UniqueViolation) throw new ContentTaken('Another image of this owner has the same bytes.');
      throw error;
    }
  }

  async remove(id: string, condition: ImageCondition): Promise<boolean> {
    const [, removed] = await this.database.writeUsingReserve(...removeStatements(id, conditionSql(condition), Date.now()));
    return removed!.length > 0;
  }

  async list(query: ImageQuery): Promise<ImageRow[]> {
    if (!isBounded(query)) return this.search(query);
    return [...this.recent.get(query, this.database.dataVersion(), (asked) => this.rows(listSql(asked)))];
  }

  private rows({ sql: text, params }: Statement): ImageRow[] {
    return this.database.allValues(text, ...params).map(imageOfValues);
  }

  /** The rows of few matches by their ids; else of the beginning of the list, which is enough for words of many names; else of the list. */
  private async search(query: ImageQuery): Promise<ImageRow[]> {
    // To find out that few images have all of several words costs more than to try the beginning of the list.
    const walksFirst = (query.beginnings?.length ?? 0) > 1;
    const walked = walksFirst ? await this.walk(query) : null;
    if (walked) return walked;
    const fewest = fewSql(query);
    const found = fewest && (await this.aside(query, fewest)).map((row) => row['id'] as string);
    if (found && found.length <= FEW) return this.listAside(query, listSql(query, { few: found }));
    return (walksFirst ? null : await this.walk(query)) ?? this.listAside(query, listSql(query));
  }

  /** The rows if the beginning of the list has enough of them, or is all of it; else null. */
  private async walk(query: ImageQuery): Promise<ImageRow[] | null> {
    const exact = isWalkable(query) ? exactWordsSql(query) : null;
    const words = exact && exactWords(await this.aside(query, exact));
    if (!words) return null;
    const [end] = await this.aside(query, walkEndSql(query));
    const cursor = end && { id: end['id'] as string, sortAt: new Date(end['sortAt'] as number) };
    const rows = await this.listAside(query, listSql(query, { walk: { words, end: cursor } }));
    return !end || rows.length === query.limit ? rows : null;
  }

  private aside({ owner }: ImageQuery, { sql: text, params }: Statement): Promise<Row[]> {
    return this.database.allAside(owner, text, ...params);
  }

  private async listAside({ owner }: ImageQuery, { sql: text, params }: Statement): Promise<ImageRow[]> {
    return (await this.database.allValuesAside(owner, text, ...params)).map(imageOfValues);
  }

  async present(owner: string, ids: readonly string[], reader?: Reader): Promise<string[]> {
    const params = [owner, JSON.stringify(ids)];
    const few = ids.length <= FEW_IDS;
    const rows = few ? this.database.all(sql.present, ...params) : await this.database.allAside(reader ?? owner, sql.present, ...params);
    return rows.map((row) => row['id'] as string);
  }

  async months(owner: string): Promise<Month[]> {
    return this.database.all(countSql.months, owner) as unknown as Month[];
  }

  async changes(owner: string, { at, id = '' }: ChangeCursor, limit: number): Promise<Change[]> {
    const both = [sql.changed, sql.removed].flatMap((text) => this.database.all(text, owner, at.getTime(), id, limit).map(changeOf));
    return both.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)).slice(0, limit);
  }
}

/** So many ids are looked up on the thread of the requests. */
const FEW_IDS = 100;

/** Whether the list reads little more than the rows that it returns: without a condition that may pass over many. */
function isBounded({ words = [], beginnings = [], types, month, ids, states, order, from, to }: ImageQuery): boolean {
  const isPlain = words.length === 0 && beginnings.length === 0 && !types && month === undefined && !ids;
  // Times are a range of the index only in their own order.
  return isPlain && VISIBLE.every((state) => states.includes(state)) && (order === 'taken' || (!from && !to));
}

/** Whether a walk from the beginning of the list passes over few images but for their words. */
function isWalkable({ after, ids, words = [], month, order, from, to }: ImageQuery): boolean {
  return !after && !ids && words.length === 0 && month === undefined && (order === 'taken' || (!from && !to));
}

/** Whether the change is a step of deleting an image. */
function makesRoom({ set }: ImageChange): boolean {
  return set?.state === 'purging' || set?.state === 'abandoned' || set?.deletedAt instanceof Date;
}

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, type MessagePort } from 'node:worker_threads';

import type { CloseRequest, Outcome, Row, Statement } from './writer.js';

export interface ReaderQuery extends Statement {
  /** Each row as the array of its values, which is smaller on its way between threads. */
  asValues?: boolean;
}

export interface Query extends ReaderQuery {
  id: number;
  /** Path of the database file. */
  path: string;
}

/** Prepared statements of each file. Only searches vary. */
const MOST_PREPARED = 100;

/** A connection that only reads, in a thread of reader-threads.ts. Imports nothing of ours, so Node can run the source file. */
class Reader {
  private readonly database: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    // Not as a file that only may be read: the first reader of a WAL writes to its index.
    this.database = new DatabaseSync(path, { timeout: 5000 });
    this.database.exec('PRAGMA query_only = ON');
  }

  all({ sql, params, asValues = false }: ReaderQuery): Row[] {
    const statement = this.prepared.get(sql) ?? this.database.prepare(sql);
    statement.setReturnArrays(asValues);
    if (this.prepared.size >= MOST_PREPARED) this.prepared.clear();
    this.prepared.set(sql, statement);
    return statement.all(...params) as Row[];
  }

  close(): void {
    this.database.close();
  }
}

/** Connections by file path. */
const readers = new Map<string, Reader>();

function read(query: Query): Outcome {
  try {
    const reader = readers.get(query.path) ?? new Reader(query.path);
    readers.set(query.path, reader);
    return { id: query.id, rows: [reader.all(query)] };
  } catch (error) {
    const { errcode, message } = error as { errcode?: number; message: string };
    return { id: query.id, errcode: errcode ?? 0, message };
  }
}

function close({ id, close: path }: CloseRequest): Outcome {
  readers.get(path)?.close();
  readers.delete(path);
  return { id, rows: [] };
}

function serve(port: MessagePort): void {
  port.on('message', (message: Query | CloseRequest) => port.postMessage(['path' in message ? read(message) : close(message)]));
}

if (parentPort) serve(parentPort);

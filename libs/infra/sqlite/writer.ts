import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface Statement {
  sql: string;
  params: readonly Value[];
}

/** Statements of one transaction. */
export interface Unit {
  id: number;
  /** Path of the database file. */
  path: string;
  statements: readonly Statement[];
}

/** Closes the connection to a file, after the units sent before. */
export interface CloseRequest {
  id: number;
  close: string;
}

/** The rows of each statement, or the extended result code and message of SQLite. */
export type Outcome = { id: number; rows: Row[][] } | { id: number; errcode: number; message: string };

/** The only connection that writes a file, in the thread `writerThread`. Imports nothing of ours, so Node can run the source file. */
class Writer {
  private readonly database: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    this.database = new DatabaseSync(path, { timeout: 5000 });
    this.database.exec('PRAGMA synchronous = FULL');
  }

  /** Commits the units together, with one fsync (group commit). Each is a savepoint, so one that fails does not affect the others. */
  commit(units: readonly Unit[]): Outcome[] {
    try {
      this.database.exec('BEGIN IMMEDIATE');
      const outcomes = units.map((unit) => this.run(unit));
      this.database.exec('COMMIT');
      return outcomes;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      return units.map(({ id }) => failure(id, error));
    }
  }

  private run(unit: Unit): Outcome {
    this.database.exec('SAVEPOINT unit');
    try {
      const rows = unit.statements.map(({ sql, params }) => this.statement(sql).all(...params) as Row[]);
      this.database.exec('RELEASE unit');
      return { id: unit.id, rows };
    } catch (error) {
      // On a full disk or a failed write SQLite rolls back the whole transaction: then all units have failed.
      if (!this.database.isTransaction) throw error;
      this.database.exec('ROLLBACK TO unit');
      this.database.exec('RELEASE unit');
      return failure(unit.id, error);
    }
  }

  private statement(sql: string): StatementSync {
    const statement = this.prepared.get(sql) ?? this.database.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }

  close(): void {
    this.database.close();
  }
}

function failure(id: number, error: unknown): Outcome {
  const { errcode, message } = error as { errcode?: number; message: string };
  return { id, errcode: errcode ?? 0, message };
}

/** Connections by file path. */
const writers = new Map<string, Writer>();

function commit(path: string, units: readonly Unit[]): Outcome[] {
  try {
    const writer = writers.get(path) ?? new Writer(path);
    writers.set(path, writer);
    return writer.commit(units);
  } catch (error) {
    return units.map(({ id }) => failure(id, error));
  }
}

function close({ id, close: path }: CloseRequest): Outcome {
  writers.get(path)?.close();
  writers.delete(path);
  return { id, rows: [] };
}

function serve(port: MessagePort): void {
  port.on('message', (first: Unit | CloseRequest) => {
    const messages = [first];
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) messages.push(next.message as Unit | CloseRequest);
    const units = messages.filter((message) => 'path' in message);
    for (const path of new Set(units.map((unit) => unit.path))) {
      port.postMessage(
        commit(
          path,
          units.filter((unit) => unit.path === path),
        ),
      );
    }
    const closings = messages.filter((message) => 'close' in message);
    if (closings.length > 0) port.postMessage(closings.map(close));
  });
}

if (parentPort) serve(parentPort);

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface Statement {
  sql: string;
  params: readonly Value[];
}

/** Statements that happen all or not at all. */
export interface Unit {
  id: number;
  /** Of the file. */
  path: string;
  statements: readonly Statement[];
}

/** Asks for the end of a file's connection, after the units that came before. */
export interface Closing {
  id: number;
  close: string;
}

/** The rows that each statement returned, or SQLite's extended result code and message. */
export type Outcome = { id: number; rows: Row[][] } | { id: number; errcode: number; message: string };

/** The only connection that writes a file. In a thread that sqlite-thread.ts starts; imports nothing of ours, so Node can run the source. */
class Writer {
  private readonly database: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    this.database = new DatabaseSync(path, { timeout: 5000 });
    this.database.exec('PRAGMA synchronous = FULL');
  }

  /** Commits the units together, since one fsync serves them all; a unit that fails does not take the others with it. */
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
      // After a full disk or a failed write SQLite has rolled everything back by itself: then the whole group has failed.
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

/** The connections by the paths of their files. */
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

function close({ id, close: path }: Closing): Outcome {
  writers.get(path)?.close();
  writers.delete(path);
  return { id, rows: [] };
}

function serve(port: MessagePort): void {
  port.on('message', (first: Unit | Closing) => {
    const messages = [first];
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) messages.push(next.message as Unit | Closing);
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

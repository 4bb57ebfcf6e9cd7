import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';

export type Value = string | number | null;
export type Row = Record<string, Value>;

export interface Statement {
  sql: string;
  params: readonly Value[];
}

/** Statements that happen all or not at all. */
export interface Unit {
  id: number;
  statements: readonly Statement[];
}

/** The rows that each statement returned, or SQLite's extended result code and message. */
export type Outcome = { id: number; rows: Row[][] } | { id: number; errcode: number; message: string };

/** The thread that owns the only connection that writes. Started by sqlite.ts; imports nothing of ours, so Node can run the source. */
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

function serve(port: MessagePort, writer: Writer): void {
  port.on('message', (first: Unit | 'close') => {
    const messages = [first];
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) messages.push(next.message as Unit | 'close');
    const units = messages.filter((message) => message !== 'close');
    if (units.length > 0) port.postMessage(writer.commit(units));
    if (units.length === messages.length) return;
    writer.close();
    port.close();
  });
}

if (parentPort) serve(parentPort, new Writer(workerData as string));

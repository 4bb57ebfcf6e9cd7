import { Worker } from 'node:worker_threads';

import { sqliteError } from './errors.js';
import type { Closing, Outcome, Row, Statement, Unit } from './writer.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';

/** The file of the worker thread. Resolved by import specifier, since the build moves this module into another folder. */
const WRITER = new URL(import.meta.resolve(import.meta.url.endsWith('.ts') ? './writer.ts' : '#libs/infra/sqlite/writer.js'));

interface Waiting {
  resolve: (rows: Row[][]) => void;
  reject: (error: unknown) => void;
}

/** The worker thread that writes all SQLite files of this process. There is one for all, since a thread costs a dozen megabytes. */
class SqliteThread {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private lastId = 0;

  /** Runs the statements in one transaction. When it resolves, they are durable. @returns the rows of each statement */
  write(path: string, statements: readonly Statement[]): Promise<Row[][]> {
    return this.ask({ id: ++this.lastId, path, statements });
  }

  /** Closes the file after the writes requested before. */
  async close(path: string): Promise<void> {
    if (this.worker) await this.ask({ id: ++this.lastId, close: path });
  }

  private ask(message: Unit | Closing): Promise<Row[][]> {
    const worker = (this.worker ??= this.start());
    worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(message.id, { resolve, reject });
      worker.postMessage(message);
    });
  }

  private start(): Worker {
    const worker = new Worker(WRITER, { execArgv: [], name: 'sqlite' });
    worker.on('message', (outcomes: Outcome[]) => {
      for (const outcome of outcomes) this.settle(outcome);
      if (this.waiting.size === 0) worker.unref();
    });
    // Both events, since 'exit' is also emitted without an error. The next write starts a new thread.
    worker.on('error', (error) => this.lose(worker, sqliteError(error)));
    worker.on('exit', () => this.lose(worker, new RepositoryUnavailable('The thread that writes has ended.')));
    return worker;
  }

  private settle(outcome: Outcome): void {
    const waiting = this.waiting.get(outcome.id);
    this.waiting.delete(outcome.id);
    if ('rows' in outcome) waiting?.resolve(outcome.rows);
    else waiting?.reject(sqliteError(outcome));
  }

  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

export const sqliteThread = new SqliteThread();

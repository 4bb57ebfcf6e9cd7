import { Worker } from 'node:worker_threads';

import { RepositoryUnavailable } from '#libs/ports/errors.js';

import { sqliteError } from './errors.js';
import type { Query } from './reader.js';
import type { CloseRequest, Outcome, Row, Unit } from './writer.js';

/** The file of a thread. Resolved by import specifier, since the build moves this module into another folder. */
const fileOf = (task: 'writer' | 'reader') =>
  new URL(import.meta.resolve(import.meta.url.endsWith('.ts') ? `./${task}.ts` : `#libs/infra/sqlite/${task}.js`));

interface Waiting {
  resolve: (rows: Row[][]) => void;
  reject: (error: unknown) => void;
}

/** A worker thread for all SQLite files of this process, which starts when it is first asked. It keeps the process alive only while it works. */
export class SqliteThread {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private lastId = 0;

  constructor(private readonly task: 'writer' | 'reader') {}

  /** Sends a message to the thread. @returns the rows of each of its statements */
  ask(message: Omit<Unit, 'id'> | Omit<Query, 'id'> | Omit<CloseRequest, 'id'>): Promise<Row[][]> {
    const worker = (this.worker ??= this.start());
    worker.ref();
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ ...message, id });
    });
  }

  /** Closes the file after what was asked before. */
  async close(path: string): Promise<void> {
    if (this.worker) await this.ask({ close: path });
  }

  /** Ends the thread, which costs a dozen megabytes. The next message starts it again. To be called while nothing is asked. */
  async end(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(fileOf(this.task), { execArgv: [], name: `sqlite ${this.task}` });
    worker.on('message', (outcomes: Outcome[]) => {
      for (const outcome of outcomes) this.settle(outcome);
      if (this.waiting.size === 0) worker.unref();
    });
    // Both events, since 'exit' is also emitted without an error. The next message starts a new thread.
    worker.on('error', (error) => this.lose(worker, sqliteError(error)));
    worker.on('exit', () => this.lose(worker, new RepositoryUnavailable(`The thread of the ${this.task} has ended.`)));
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

/** The thread that writes. There is one: two writers of one file would only block each other. */
export const writerThread = new SqliteThread('writer');

import { Semaphore } from '#libs/concurrency/semaphore.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';
import type { Reader } from '#libs/ports/image-repository.js';

import { SqliteThread } from './thread.js';
import type { ReaderQuery } from './reader.js';
import type { Row } from './writer.js';

const THREADS = 2;
/** Queries that wait, of all clients and of one. */
const MAX_QUEUED = 10_000;
const MAX_QUEUED_OF_CLIENT = 500;
/** Milliseconds without a query after which the threads end. */
const IDLE_MS = 60_000;

/**
 * Threads for queries whose time grows with the library: a search, the months, an album of thousands. On the thread of the requests such a
 * query would stop everybody. The queries of one client run one after the other, and those of several groups by turns: a crowd at a link is one group, and
 * delays its owner by one query at most.
 */
class ReaderThreads {
  private readonly free = Array.from({ length: THREADS }, () => new SqliteThread('reader'));
  private readonly all = [...this.free];
  private readonly semaphore = new Semaphore({ permits: THREADS, maxQueued: MAX_QUEUED, refusal: busy });
  /** For each client with a query under way, how many there are, and the end of the last. */
  private readonly clients = new Map<string, { queries: number; last: Promise<unknown> }>();
  private idle: NodeJS.Timeout | undefined;

  /** @throws RepositoryUnavailable when too many queries wait */
  async read(path: string, { group, client }: Reader, query: ReaderQuery): Promise<Row[]> {
    const { queries, last } = this.clients.get(client) ?? { queries: 0, last: Promise.resolve() };
    if (queries >= MAX_QUEUED_OF_CLIENT) throw busy();
    const reading = last.then(() => this.semaphore.run(() => this.run(path, query), group));
    this.clients.set(client, { queries: queries + 1, last: reading.catch(() => undefined) });
    try {
      return await reading;
    } finally {
      const under = this.clients.get(client)!;
      if (--under.queries === 0) this.clients.delete(client);
    }
  }

  /** Closes the connections to a file. */
  async close(path: string): Promise<void> {
    clearTimeout(this.idle);
    await Promise.all(this.all.map((thread) => thread.close(path)));
    this.startIdleTimer();
  }

  private async run(path: string, query: ReaderQuery): Promise<Row[]> {
    clearTimeout(this.idle);
    const thread = this.free.pop()!;
    try {
      const [rows] = await thread.ask({ path, ...query });
      return rows!;
    } finally {
      this.free.push(thread);
      this.startIdleTimer();
    }
  }

  private startIdleTimer(): void {
    if (this.free.length < THREADS) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.all.forEach((thread) => void thread.end()), IDLE_MS).unref();
  }
}

function busy(): RepositoryUnavailable {
  return new RepositoryUnavailable('Too many queries wait for the database.');
}

export const readerThreads = new ReaderThreads();

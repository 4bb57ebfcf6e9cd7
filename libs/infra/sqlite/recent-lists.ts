import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { ImageQuery } from '#libs/ports/image-repository.js';

/** All lists together; a row takes about 2 kB. */
const MOST_ROWS = 2_000;
/** Milliseconds without a list after which all are forgotten. */
const IDLE_MS = 60_000;

/**
 * The lists that were read last, while nothing has changed in the database: who comes back to a page, or asks for the picture beside one,
 * mostly reads the same rows again. Any commit, by this process or another, forgets all of them.
 */
export class RecentLists {
  private readonly lists = new Map<string, readonly ImageRow[]>();
  private rows = 0;
  private version = -1;
  private idle: NodeJS.Timeout | undefined;

  /**
   * @param version that of the database, read before this call
   * @returns rows that others may have, too: none of them may be changed
   */
  get(query: ImageQuery, version: number, read: (query: ImageQuery) => ImageRow[]): readonly ImageRow[] {
    if (version !== this.version) this.clear();
    this.version = version;
    const key = JSON.stringify(query);
    const found = this.lists.get(key);
    if (found) return found;
    const rows = read(query);
    rows.forEach(Object.freeze);
    // A list without rows takes memory, too.
    const weight = 1 + rows.length;
    if (this.rows + weight > MOST_ROWS) this.clear();
    this.lists.set(key, rows);
    this.rows += weight;
    this.idle = this.idle?.refresh() ?? setTimeout(() => this.clear(), IDLE_MS).unref();
    return rows;
  }

  private clear(): void {
    this.lists.clear();
    this.rows = 0;
  }
}

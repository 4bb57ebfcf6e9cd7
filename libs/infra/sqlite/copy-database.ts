import { open } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';

import { sqliteError } from './errors.js';

/** All pages in one step. Between two steps another process could write, and SQLite would begin again, under load for ever. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies a database that may be in use into a new file, as it was at one moment. Writers do not wait for it, nor it for them (WAL mode).
 * @throws RepositoryUnavailable, RepositoryFull
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  // SQLite would create the file readable by everybody.
  await (await open(to, 'wx', 0o600)).close();
  const source = new DatabaseSync(from, { timeout: 5000 });
  try {
    await backup(source, to, { rate: ALL_PAGES });
  } catch (error) {
    throw sqliteError(error as { errcode?: number; message: string });
  } finally {
    source.close();
  }
}

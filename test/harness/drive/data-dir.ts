import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';

import { parseRowCopyKey } from '#libs/domain/drive/row-copies.js';
import { CHILD_PREFIX } from '#libs/domain/drive/temporary-files.js';
import { TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';

/** A row as it lies in the database. */
export interface StoredRow {
  id: string;
  owner: string;
  state: string;
  deletedAt: number | null;
  sha256: string;
  content: string | null;
  originalKey: string;
  generation: number;
  attempt: number;
  blame: number;
  /** Keys of the sizes that the row names. */
  keys: string[];
}

/** A row of the table of images. */
export function storedRow(row: Record<string, unknown>): StoredRow {
  const sizes = JSON.parse(row['sizes'] as string) as Record<string, { key: string | null }>;
  const keys = Object.values(sizes).flatMap(({ key }) => (key ? [key] : []));
  return { ...(row as unknown as StoredRow), keys };
}

/** What lies in the folder of an embedded drive, seen past the drive itself. */
export class DataDir {
  constructor(readonly path: string) {}

  rows(): StoredRow[] {
    return this.read('media.db', (database) => database.prepare('SELECT * FROM images ORDER BY id').all().map(storedRow));
  }

  /** Keys of all objects; the metadata of an original under its key with `.json`. */
  async objects(): Promise<string[]> {
    const root = join(this.path, 'objects');
    const files = (await filesIn(root)).map((path) => relative(root, path));
    // What is being written lies in a folder with a dot, and what belongs to no picture (the drive's own id) in none;
    // the marks of what was deleted for good and the copies of rows are no objects of a picture either.
    const isOther = (key: string) => key.startsWith('.') || key.startsWith(TOMBSTONE_PREFIX) || parseRowCopyKey(key) !== null;
    return files.filter((key) => key.includes('/') && !isOther(key)).sort();
  }

  /**
   * Files on their way: of uploads, of runs of the worker, of the store. @param keptSince milliseconds since 1970: without the empty folders
   * of decoder children that were changed since then, which a running drive keeps while its children are idle
   */
  async temporary(keptSince = Infinity): Promise<string[]> {
    const folders = ['tmp', join('objects', '.tmp')];
    const listed = await Promise.all(
      folders.map(async (folder) => (await readdir(join(this.path, folder))).map((name) => join(folder, name))),
    );
    const kept = await Promise.all(listed.flat().map((path) => this.isKept(path, keptSince)));
    return listed.flat().filter((_, index) => !kept[index]);
  }

  private async isKept(path: string, since: number): Promise<boolean> {
    if (!basename(path).startsWith(CHILD_PREFIX)) return false;
    const folder = join(this.path, path);
    const found = await stat(folder).catch(() => null);
    return found !== null && found.mtimeMs >= since && (await readdir(folder).catch(ignoreMissing)).length === 0;
  }

  /** The hash of an object's bytes, or null when there is none. */
  async sha256(key: string): Promise<string | null> {
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(join(this.path, 'objects', key)), hash);
      return hash.digest('hex');
    } catch {
      return null;
    }
  }

  /** What SQLite finds wrong with the databases; `ok` for each that is whole. */
  integrity(): string[] {
    return ['auth.db', 'media.db'].map((name) =>
      this.read(name, (database) => Object.values(database.prepare('PRAGMA integrity_check').get()!).join()),
    );
  }

  /** Every way in which rows and objects do not belong together, in words. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    // The rows last: an object that was there before them must have its row by now, and one that has gone meanwhile is looked for again.
    const objects = new Set(await this.objects());
    const rows = this.rows();
    const named = new Set(rows.flatMap(({ originalKey, keys }) => [originalKey, `${originalKey}.json`, ...keys]));
    for (const key of objects) if (!named.has(key)) faults.push(`no row names the object ${key}`);
    const contents = new Set<string>();
    for (const { id, owner, state, sha256, content, originalKey, keys } of rows) {
      if (!['processing', 'ready', 'rejected'].includes(state)) faults.push(`${id} stays ${state}`);
      if (content !== sha256) faults.push(`${id} does not hold the key of its bytes`);
      if (contents.has(`${owner} ${sha256}`)) faults.push(`${id} is there twice`);
      contents.add(`${owner} ${sha256}`);
      if ((await this.sha256(originalKey)) !== sha256) faults.push(`${id} has no whole original`);
      if (!objects.has(`${originalKey}.json`)) faults.push(`${id} has no metadata beside its original`);
      for (const key of keys) if (!objects.has(key)) faults.push(`${id} names ${key}, which is not there`);
    }
    return faults;
  }

  private read<T>(name: string, look: (database: DatabaseSync) => T): T {
    const database = new DatabaseSync(join(this.path, name), { readOnly: true, timeout: 5000 });
    try {
      return look(database);
    } finally {
      database.close();
    }
  }
}

/** The paths of all files in a folder and below it. A running drive may remove a folder between the look at its parent and its own. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing);
  const paths = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
  return (await Promise.all(paths)).flat();
}

function ignoreMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

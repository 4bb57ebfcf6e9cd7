import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { CliError } from './cli-error.js';

/** Something in a folder that was named. */
export interface FoundFile {
  path: string;
  folder: string;
  name: string;
  bytes: number;
  modifiedAt: Date;
  /** Why it can be no picture, whatever is in it. */
  unfit?: string;
}

/** Everything in the folders, and in those within, by path; each once. A file may be named too. @throws CliError for a path that is not there */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const there = await stat(path).catch(() => null);
    if (!there) throw new CliError(`There is no ${path}, or it can't be read.`);
    if (there.isDirectory()) await walk(path, found);
    else found.set(path, await look(path));
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(folder: string, found: Map<string, FoundFile>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) return void found.set(folder, unfit(folder, 'a folder that can’t be read'));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) found.set(path, unfit(path, 'a link to somewhere else'));
    else if (entry.isDirectory() && entry.name.startsWith('.')) found.set(path, unfit(path, 'a hidden folder'));
    else if (entry.isDirectory()) await walk(path, found);
    else if (entry.isFile()) found.set(path, await look(path));
    else found.set(path, unfit(path, 'no file'));
  }
}

async function look(path: string): Promise<FoundFile> {
  const there = await stat(path).catch(() => null);
  if (!there) return unfit(path, 'gone, or not to be read');
  return { path, folder: dirname(path), name: basename(path), bytes: there.size, modifiedAt: there.mtime };
}

function unfit(path: string, why: string): FoundFile {
  return { path, folder: dirname(path), name: basename(path), bytes: 0, modifiedAt: new Date(0), unfit: why };
}

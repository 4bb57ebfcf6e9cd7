import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { CommandError } from '#libs/terminal/command-error.js';

/** An entry of a folder. */
export interface FoundFile {
  path: string;
  folder: string;
  name: string;
  bytes: number;
  modifiedAt: Date;
  /** Why it can't be uploaded, whatever its content. */
  unfit?: string;
}

/** All entries of folders and their subfolders, sorted by path, each once. Paths may also be files. @throws CommandError for a missing path */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const stats = await stat(path).catch(() => null);
    if (!stats) throw new CommandError(`${path} does not exist, or can't be read.`);
    if (stats.isDirectory()) await walk(path, found);
    else found.set(path, await look(path));
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(folder: string, found: Map<string, FoundFile>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) return void found.set(folder, unfit(folder, 'the folder can’t be read'));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) found.set(path, unfit(path, 'a symbolic link'));
    else if (entry.isDirectory() && entry.name.startsWith('.')) found.set(path, unfit(path, 'a hidden folder'));
    else if (entry.isDirectory()) await walk(path, found);
    else if (entry.isFile()) found.set(path, await look(path));
    else found.set(path, unfit(path, 'not a regular file'));
  }
}

async function look(path: string): Promise<FoundFile> {
  const stats = await stat(path).catch(() => null);
  if (!stats) return unfit(path, 'deleted, or can’t be read');
  return { path, folder: dirname(path), name: basename(path), bytes: stats.size, modifiedAt: stats.mtime };
}

function unfit(path: string, why: string): FoundFile {
  return { path, folder: dirname(path), name: basename(path), bytes: 0, modifiedAt: new Date(0), unfit: why };
}

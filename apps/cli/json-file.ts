import { readFile, rename, writeFile } from 'node:fs/promises';

import type { FoundFile } from './find-files.js';
import { partOf } from './save-bytes.js';

/** Whether a file is called as JSON files are. */
export function isJsonName(name: string): boolean {
  return /\.json$/i.test(name);
}

/** What is in a JSON file; undefined for one that has more bytes than `most`, can't be read, or is none whatever its name says. */
export async function readJsonFile({ path, bytes }: Pick<FoundFile, 'path' | 'bytes'>, most: number): Promise<unknown> {
  if (bytes > most) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a JSON file, for people to read too; whole, or not at all. It takes the place of one that is there. */
export async function writeJsonFile(path: string, value: object): Promise<void> {
  const part = partOf(path);
  await writeFile(part, `${JSON.stringify(value, null, 2)}\n`);
  await rename(part, path);
}

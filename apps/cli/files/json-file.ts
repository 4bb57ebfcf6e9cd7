import { readFile, rename, writeFile } from 'node:fs/promises';

import { temporaryPath } from './save-file.js';

/** Whether a file name has the extension of JSON files. */
export function isJsonName(name: string): boolean {
  return /\.json$/i.test(name);
}

/** Undefined for a file that has more than `maxBytes`, can't be read, or is not JSON. */
export async function readJsonFile({ path, bytes }: { path: string; bytes: number }, maxBytes: number): Promise<unknown> {
  if (bytes > maxBytes) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes or replaces a JSON file atomically, indented for people. */
export async function writeJsonFile(path: string, value: object): Promise<void> {
  const temporary = temporaryPath(path);
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`);
  await rename(temporary, path);
}

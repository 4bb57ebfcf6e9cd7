import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DiskState } from '../replay/choices.js';

/** Makes the folder hold this state and nothing else. The shared memory of SQLite is left out: a restart makes it anew. */
export function writeState({ files, folders }: DiskState, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of folders) mkdirSync(join(folder, path), { recursive: true });
  for (const [path, bytes] of files) {
    if (!path.endsWith('-shm')) writeFileSync(join(folder, path), bytes, { mode: 0o600 });
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadConfig } from '#libs/config/config.js';
import { openAuthDatabase, openMediaDatabase } from '#libs/infra/open.js';

import type { Databases } from './databases.js';

/** The databases of an empty drive in a folder of its own. `close` closes and deletes them. */
export async function openDatabases(): Promise<{ databases: Databases; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-admin-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: folder });
  const [auth, media] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config)]);
  const close = async () => {
    await Promise.all([auth.close(), media.close()]);
    await rm(folder, { recursive: true });
  };
  return { databases: { ...auth, ...media }, close };
}

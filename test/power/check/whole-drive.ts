import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Image } from '#libs/api/image.js';

import { runCommand } from '../../harness/commands/commands.js';
import { startDrive } from '../../harness/drive/drive.js';
import { Client } from '../../harness/http/client.js';
import { unique } from '../../harness/images/images.js';
import { ready } from '../../harness/http/until.js';
import { DATA } from '../record/recorder.js';
import type { DiskState } from '../replay/choices.js';
import type { Moment } from './expected.js';
import { writeState } from './folder.js';
import { readStored } from './stored.js';

/**
 * Starts the built drive on a state: everybody finds the originals whole that were acknowledged, under the session of before, and an upload
 * becomes ready. Then loses the databases, rebuilds them, and holds the images against those of before. @returns what is wrong, in words
 */
export async function driveFaults(state: DiskState, moments: readonly Moment[], folder: string): Promise<string[]> {
  writeState(state, folder);
  const dataDir = join(folder, DATA);
  const drive = await startDrive({ dataDir, env: { SHOEBOX_LOG_LEVEL: 'warn' } });
  const found: string[] = [];
  const ids: string[] = [];
  try {
    for (const { certain, possible, token } of moments) {
      if (certain.email === null) continue;
      const client = new Client(drive.url, token);
      const library = await everything(client);
      for (const id of certain.images.keys()) {
        if (possible?.purged.has(id)) continue;
        if (!library.some((image) => image.id === id)) found.push(`${id} is not listed`);
      }
      // An original in the trash can't be asked for.
      for (const { id, sha256 } of library.filter(({ deletedAt }) => !deletedAt)) {
        const { status, bytes } = await client.ask('GET', `/get/${id}/o`);
        if (status !== 200 || createHash('sha256').update(bytes).digest('hex') !== sha256) found.push(`${id} can't be read: ${status}`);
      }
      const { id } = await client.upload(await unique().png().toBuffer());
      await ready(client, id);
      ids.push(...library.map((image) => image.id), id);
    }
  } finally {
    if ((await drive.stop()) !== 0) found.push('the drive did not stop cleanly');
  }
  return [...found, ...(await rebuildFaults(dataDir, ids))];
}

async function everything(client: Client): Promise<Image[]> {
  const lists = await Promise.all(['false', 'true'].map((deleted) => client.list({ limit: 500, deleted })));
  return lists.flatMap(({ items }) => items);
}

async function rebuildFaults(dataDir: string, ids: readonly string[]): Promise<string[]> {
  // An upload that was never answered may be whole in the store.
  const unanswered = readStored(dataDir).images.flatMap(({ id, state }) => (state === 'uploading' ? [id] : []));
  for (const name of ['auth.db', 'media.db']) {
    for (const suffix of ['', '-wal', '-shm']) await rm(join(dataDir, name + suffix), { force: true });
  }
  const { code, out, errors } = await runCommand('rebuild', [], { SHOEBOX_DATA_DIR: dataDir });
  if (code !== 0) return [`a rebuild ended with ${code}: ${out}${errors}`];
  const rebuilt = readStored(dataDir).images.map(({ id }) => id);
  return [
    ...rebuilt.filter((id) => ![...ids, ...unanswered].includes(id)).map((id) => `a rebuild brought ${id} back`),
    ...ids.filter((id) => !rebuilt.includes(id)).map((id) => `a rebuild did not find ${id}`),
  ];
}

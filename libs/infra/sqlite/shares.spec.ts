import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { shareRepositoryContract } from '#libs/ports/share-repository.contract.js';

import { SqliteShareRepository } from './shares.js';

shareRepositoryContract('SqliteShareRepository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-shares-'));
  const shares = await SqliteShareRepository.open(join(folder, 'media.db'));
  const close = async () => {
    await shares.close();
    await rm(folder, { recursive: true });
  };
  return { shares, close };
});

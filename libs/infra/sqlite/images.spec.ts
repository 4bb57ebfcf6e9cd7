import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { imageRepositoryContract } from '#libs/ports/image-repository.contract.js';

import { SqliteImageRepository } from './images.js';

imageRepositoryContract('SqliteImageRepository', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-images-'));
  const images = await SqliteImageRepository.open(join(folder, 'media.db'));
  const close = async () => {
    await images.close();
    await rm(folder, { recursive: true });
  };
  return { images, close };
});

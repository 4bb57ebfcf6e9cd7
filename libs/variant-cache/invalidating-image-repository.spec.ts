import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { openMediaDatabase } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { InvalidatingImageRepository } from './invalidating-image-repository.js';

let folder: string;
let database: MediaDatabase;
let stored: ImageRepository;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-invalidating-'));
  database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: folder }));
  stored = database.images;
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('InvalidatingImageRepository', () => {
  it('reports a change after its commit, and a removal', async () => {
    const row = imageRow();
    const seen: unknown[] = [];
    const images = new InvalidatingImageRepository(stored, (id) => seen.push(id));
    await images.insert(row);
    expect(seen).toEqual([]);
    await images.update(row.id, {}, { set: { name: 'other.jpg' } });
    expect(seen).toEqual([row.id]);
    await images.remove(row.id, {});
    expect(seen).toEqual([row.id, row.id]);
  });

  it('reports a change before it returns, when the change can be read already', async () => {
    const row = imageRow();
    const names: Promise<string | undefined>[] = [];
    const images = new InvalidatingImageRepository(stored, (id) => names.push(stored.find(id).then((found) => found?.name)));
    await images.insert(row);
    await images.update(row.id, {}, { set: { name: 'other.jpg' } });
    expect(await Promise.all(names)).toEqual(['other.jpg']);
  });

  it('reports a change that failed, since it may have been committed', async () => {
    const seen: string[] = [];
    const images = new InvalidatingImageRepository(stored, (id) => seen.push(id));
    const row = imageRow();
    await images.insert(row);
    await expect(images.update(row.id, {}, { set: { noColumn: 1 } as never })).rejects.toThrow('noColumn');
    expect(seen).toEqual([row.id]);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadConfig } from '#libs/config/config.js';
import { createLogger } from '#libs/http/log.js';
import { follow } from '#libs/images/follow.js';
import { newId, originalKey } from '#libs/images/keys.js';
import { commitUpload, WAITING } from '#libs/images/transitions.js';
import { DecoderPool } from '#libs/imaging/decoder/pool.js';
import { openImages, openObjectStore, openQueue } from '#libs/infra/open.js';
import type { ImageRow } from '#libs/ports/image-repository.js';

import type { WorkerResources } from './worker-resources.js';

export interface Fixture extends WorkerResources {
  /** A row in `processing` with its original in the store, as an upload leaves it. */
  uploaded(original: Buffer, change?: Partial<ImageRow>): Promise<ImageRow>;
  row(id: string): Promise<ImageRow>;
  close(): Promise<void>;
}

/** What the worker works with, all real, on a folder of its own. */
export async function openFixture(env: Record<string, string> = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-worker-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: folder, SHOEBOX_WORKER_CONCURRENCY: '1', ...env });
  await mkdir(config.tmpDir);
  const [images, objects, queue] = await Promise.all([openImages(config), openObjectStore(config), openQueue(config, () => undefined)]);
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format } = config;
  const decoder = new DecoderPool({ children: 1, maxPixels, maxJpegPixels, maxSide, format });

  const row = async (id: string) => {
    const found = await images.find(id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  };
  const uploaded = async (original: Buffer, change: Partial<ImageRow> = {}) => {
    const made = newRow(change);
    await images.insert(made);
    const file = join(config.tmpDir, `original-${made.id}`);
    await writeFile(file, original);
    await objects.put(made.originalKey, file, { type: made.type });
    const committed = await follow(images, made.id, commitUpload());
    return committed ?? row(made.id);
  };
  const close = async () => {
    await queue.close(0);
    await decoder.close();
    await Promise.all([images.close(), objects.close()]);
    await rm(folder, { recursive: true });
  };
  return { config, images, objects, queue, decoder, logger: createLogger('silent'), uploaded, row, close };
}

function newRow(change: Partial<ImageRow>): ImageRow {
  const now = new Date();
  const [id, owner] = [newId(), newId()];
  return {
    id,
    owner,
    name: 'photo.jpg',
    type: 'image/jpeg',
    bytes: 1,
    width: 1,
    height: 1,
    sha256: randomBytes(32).toString('hex'),
    originalKey: originalKey(owner, id),
    createdAt: now,
    takenAt: null,
    modifiedAt: null,
    sortAt: now,
    deletedAt: null,
    state: 'uploading',
    reason: null,
    thumbhash: null,
    generation: 1,
    attempt: 0,
    blame: 0,
    sizes: { s: WAITING, m: WAITING, l: WAITING },
    updatedAt: now,
    ...change,
  };
}

import { hash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { loadConfig } from '#libs/config/config.js';
import { createLogger } from '#libs/http/log.js';
import { applyTransition, commitUpload } from '#libs/domain/image/transitions.js';
import { newId, originalKey } from '#libs/domain/image/keys.js';
import { ChildDecoder } from '#libs/imaging/decoder/child-decoder.js';
import { openMediaDatabase, openObjectStore, openQueue } from '#libs/infra/open.js';
import { Metrics } from '#libs/metrics/metrics.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';

import type { WorkerResources } from './resources/worker-resources.module.js';
import { WorkerModule } from './worker.module.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

export interface Fixture extends WorkerResources {
  decoder: ChildDecoder;
  images: ImageRepository;
  /** A provider of the worker. Nothing runs by itself: the application is not started. */
  get: <T>(token: Type<T>) => T;
  /** Inserts a row in `processing` with its original in the store, as an upload does. */
  uploaded(original: Buffer, change?: Partial<ImageRow>): Promise<ImageRow>;
  row(id: string): Promise<ImageRow>;
  close(): Promise<void>;
}

/** The worker's resources, all real, in a folder of their own, and its providers. */
export async function openFixture(env: Record<string, string> = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-worker-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: folder, SHOEBOX_WORKER_CONCURRENCY: '1', ...env });
  await mkdir(config.tmpDir);
  const [database, objects, queue] = await Promise.all([
    openMediaDatabase(config),
    openObjectStore(config),
    openQueue(config, () => undefined),
  ]);
  const { images } = database;
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format } = config;
  const decoder = new ChildDecoder({ children: 1, folder: config.tmpDir, maxPixels, maxJpegPixels, maxSide, format });

  const row = async (id: string) => {
    const found = await images.find(id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  };
  const uploaded = async (original: Buffer, change: Partial<ImageRow> = {}) => {
    const owner = newId();
    const id = newId();
    const content = { sha256: hash('sha256', original), bytes: original.length };
    const made = imageRow({
      id,
      owner,
      originalKey: originalKey(owner, id),
      createdAt: new Date(),
      state: 'uploading',
      ...content,
      ...change,
    });
    await images.insert(made);
    const file = join(config.tmpDir, `original-${made.id}`);
    await writeFile(file, original);
    await objects.put(made.originalKey, file, { type: made.type });
    const committed = await applyTransition(images, made.id, commitUpload());
    return committed ?? row(made.id);
  };
  const close = async () => {
    await queue.close(0);
    await decoder.close();
    await Promise.all([database.close(), objects.close()]);
    await rm(folder, { recursive: true });
  };
  const resources = { config, database, objects, queue, decoder, logger: createLogger('silent'), metrics: new Metrics() };
  const module = await Test.createTestingModule({ imports: [WorkerModule.with(resources)] }).compile();
  const get = module.get.bind(module);
  return { ...resources, images, get, uploaded, row, close };
}

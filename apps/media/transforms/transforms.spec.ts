import { utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import { failureFile, parseResultKey, RESULTS_PREFIX, resultName, resultPrefix } from '#libs/domain/transform/results.js';
import type { Job } from '#libs/ports/job-queue.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { preferredFormat } from './preferred-format.js';
import { TransformResults } from './transform-results.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
const jobs: Job[] = [];
/** What the worker does with a job. */
let work: (job: Job) => Promise<void>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
  media.queue.process(
    async (job) => {
      if (!('transform' in job)) return;
      jobs.push(job);
      await work(job);
    },
    { concurrency: 4 },
  );
});
afterAll(() => media.close());
beforeEach(() => {
  jobs.splice(0);
  work = makeResult;
});

let seed = 100;
async function upload(): Promise<string> {
  const response = await ada('/api/images?name=a.png', { method: 'POST', body: png(++seed) });
  return ((await response.json()) as Image).id;
}
/** The key of a result of a job. */
async function keyOf(job: Job, file: string): Promise<string> {
  if (!('transform' in job)) throw new TypeError('It is no transform.');
  const { owner } = (await media.images.find(job.imageId))!;
  return resultPrefix(owner, job.imageId, job.transform.name) + file;
}
const put = async (key: string, text = 'the bytes') => putText(media.objects, media.dataDir, key, text);
async function makeResult(job: Job): Promise<void> {
  await put(await keyOf(job, `${'a'.repeat(32)}.png`));
}

describe('GET /i/:address', () => {
  it('has the worker make what is not there, once for all who ask at the same time', async () => {
    const id = await upload();
    const answers = await Promise.all(Array.from({ length: 8 }, () => ada(`/i/${id}._SL1_.png`)));
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([200, 'the bytes']);
    expect(jobs).toEqual([{ imageId: id, generation: 1, transform: { name: resultName('SL1', 'png'), modifiers: 'SL1', format: 'png' } }]);
    expect((await ada(`/i/${id}._SL1_.png`)).headers.get('etag')).toBe(`"${'a'.repeat(32)}"`);
    expect(jobs).toHaveLength(1);
  });

  it('answers 503 with Retry-After for what is not there in time, which is made all the same', async () => {
    const id = await upload();
    const results = media.app.get(TransformResults);
    const { maxWait } = results;
    results.maxWait = 20;
    const asked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    work = async (job) => {
      await asked.promise;
      await makeResult(job);
      done.resolve();
    };
    try {
      const answer = await ada(`/i/${id}._SL2_.png`);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      asked.resolve();
      await done.promise;
      expect((await ada(`/i/${id}._SL2_.png`)).status).toBe(200);
      expect(jobs).toHaveLength(1);
    } finally {
      results.maxWait = maxWait;
    }
  });

  it.each([
    ['costly', 400, 'BAD_TRANSFORM'],
    ['large', 400, 'BAD_TRANSFORM'],
    ['broken', 422, 'BROKEN_IMAGE'],
    ['damaged', 500, 'CORRUPT'],
  ] as const)('says what is wrong with a transform that is %s, and does not have it tried again', async (failure, status, code) => {
    const id = await upload();
    work = async (job) => put(await keyOf(job, failureFile(failure)), failure);
    for (let time = 0; time < 2; time++) {
      const answer = await ada(`/i/${id}._SL3_.png`);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
    }
    expect(jobs).toHaveLength(1);
  });

  it('gives nobody else anything, and queues nothing for them', async () => {
    const id = await upload();
    await ada(`/i/${id}._SL4_.png`);
    jobs.splice(0);
    for (const address of [`${id}._SL4_.png`, `${id}._SL5_.png`, `${id}.01._sl4_.png`]) {
      expect((await media.as('eve')(`/i/${address}`)).status).toBe(404);
    }
    expect((await fetch(`${media.url}/i/${id}._SL4_.png`)).status).toBe(401);
    expect(jobs).toEqual([]);
  });

  it('is 404 when the image is deleted while its result is awaited', async () => {
    const id = await upload();
    work = async (job) => {
      await ada(`/api/images/${id}`, { method: 'DELETE' });
      await makeResult(job);
    };
    expect((await ada(`/i/${id}._SL6_.png`)).status).toBe(404);
  });

  it('asks again later for a result that is removed while it is answered, and is 404 when its image went with it', async () => {
    const id = await upload();
    const get = media.objects.get.bind(media.objects);
    const removed = vi.spyOn(media.objects, 'get').mockImplementationOnce(async (key, ...range) => {
      await media.objects.remove([key]);
      return get(key, ...range);
    });
    const answer = await ada(`/i/${id}._SL10_.png`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    removed.mockImplementationOnce(async (key, ...range) => {
      await ada(`/api/images/${id}`, { method: 'DELETE' });
      await media.objects.remove([key]);
      return get(key, ...range);
    });
    expect((await ada(`/i/${id}._SL10_.png`)).status).toBe(404);
    removed.mockRestore();
  });

  it('says at once that the disk is full', async () => {
    const id = await upload();
    const free = vi.spyOn(media.objects, 'freeBytes').mockResolvedValue(31_000_000);
    const answer = await ada(`/i/${id}._SL11_.png`);
    free.mockRestore();
    expect([answer.status, jobs]).toEqual([507, []]);
    expect(((await answer.json()) as { code: string }).code).toBe('STORAGE_FULL');
  });

  it('limits new results for each owner and each network, and not those that are there', async () => {
    const bob = media.as('bob');
    const owner = bob.owner;
    const response = await bob('/api/images?name=a.png', { method: 'POST', body: png(++seed) });
    const { id } = (await response.json()) as Image;
    expect((await bob(`/i/${id}._SL7_.png`)).status).toBe(200);
    const now = new Date();
    for (let n = 0; n < 2_000; n++) await media.rateLimits.noteEvent(`transforms-of:${owner}`, now);
    const refused = await bob(`/i/${id}._SL8_.png`);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await bob(`/i/${id}._SL7_.png`)).status).toBe(200);
    expect((await ada(`/i/${await upload()}._SL8_.png`)).status).toBe(200);
  });

  it('notes the use of a result by its time, after an hour', async () => {
    const id = await upload();
    await ada(`/i/${id}._SL9_.png`);
    const key = (await Array.fromAsync(media.objects.list(RESULTS_PREFIX))).find((object) => parseResultKey(object.key)?.id === id)!.key;
    const used = async () => (await media.objects.stat(key)).modifiedAt.getTime();
    const file = join(media.dataDir, 'objects', key);
    const [before, recently] = [new Date(Date.now() - 3_700_000), new Date(Date.now() - 3_500_000)];
    await utimes(file, recently, recently);
    await ada(`/i/${id}._SL9_.png`);
    await utimes(file, before, before);
    const answer = await ada(`/i/${id}._SL9_.png`);
    expect(answer.headers.get('etag')).toBe(`"${'a'.repeat(32)}"`);
    await expect.poll(used).toBeGreaterThan(recently.getTime() + 1_000_000);
    expect(await (await ada(`/i/${id}._SL9_.png`)).text()).toBe('the bytes');
  });

  it('notes one use of a result at a time, and few of all results', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, upload));
    for (const id of ids) await ada(`/i/${id}._SL10_.png`);
    const before = new Date(Date.now() - 3_700_000);
    const made = (await Array.fromAsync(media.objects.list(RESULTS_PREFIX))).filter(({ key }) => ids.includes(parseResultKey(key)!.id));
    for (const { key } of made) await utimes(join(media.dataDir, 'objects', key), before, before);
    const release = Promise.withResolvers<void>();
    const noted: string[] = [];
    const fetched = vi.spyOn(media.objects, 'fetch').mockImplementation(async (key) => {
      noted.push(key);
      await release.promise;
    });
    for (const id of [ids[0]!, ids[0]!, ...ids, ...ids]) expect((await ada(`/i/${id}._SL10_.png`)).status).toBe(200);
    await expect.poll(() => noted.length).toBeGreaterThanOrEqual(4);
    fetched.mockRestore();
    release.resolve();
    expect([noted.length, new Set(noted).size]).toEqual([4, 4]);
  });
});

describe('the format for a client', () => {
  it.each([
    ['image/avif,image/webp,*/*;q=0.8', 'avif'],
    ['IMAGE/WEBP', 'webp'],
    ['image/webp;q=0.5, image/avif;q=0', 'webp'],
    ['image/avif; q = 0.000,image/webp;q=0', 'jpg'],
    ['image/avif;q=0.001', 'avif'],
    ['*/*', 'jpg'],
    ['image/*', 'jpg'],
    ['', 'jpg'],
    [undefined, 'jpg'],
    [',;,;q=;=,image/', 'jpg'],
  ])('by Accept: %s is %s', (accept, format) => {
    expect(preferredFormat(accept, 16_000_000)).toBe(format);
  });

  it('is no AVIF for a result that is too large for one', () => {
    expect(preferredFormat('image/avif,image/webp', 16_000_001)).toBe('webp');
    expect(preferredFormat('image/avif', 16_000_001)).toBe('jpg');
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import { resultPrefix } from '#libs/domain/transform/results.js';

import { IMMUTABLE, REVALIDATE } from '../bytes/response-headers.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
/** The modifiers that the worker was asked for. */
const made: string[] = [];
/** Done before a result is there. */
let before: () => Promise<unknown>;
beforeAll(async () => {
  media = await openMedia({ SHOEBOX_PRESETS: 'half=_CRP0,0,50,100_' });
  ada = media.as('ada');
  media.queue.process(
    async (job) => {
      if (!('transform' in job)) return;
      const { name, modifiers, format } = job.transform;
      made.push(modifiers);
      await before();
      await putText(media.objects, media.dataDir, `${resultPrefix(ada.owner, job.imageId, name)}${'b'.repeat(32)}.${format}`, 'the bytes');
    },
    { concurrency: 1 },
  );
});
afterAll(() => media.close());
beforeEach(() => {
  made.splice(0);
  before = async () => undefined;
});

let seed = 0x7a0000;
async function shared(body: object): Promise<{ id: string; share: ShareWithImages }> {
  const { id } = (await (await ada('/api/images?name=a.png', { method: 'POST', body: png(++seed) })).json()) as Image;
  const headers = { 'content-type': 'application/json' };
  const response = await ada('/api/shares', { method: 'POST', headers, body: JSON.stringify({ imageIds: [id], ...body }) });
  return { id, share: (await response.json()) as ShareWithImages };
}
const look = ({ token }: ShareWithImages, address: string) => fetch(`${media.url}/shared/${token}/i/${address}`, { redirect: 'manual' });

it.each([
  [['s'], 'SL320_CRP0,0,50,100'],
  [['s', 'm'], 'SL1024_CRP0,0,50,100'],
  [['o'], 'CRP0,0,50,100'],
])('a preset in a share of the sizes %j is made as %s', async (sizes, modifiers) => {
  const { id, share } = await shared({ sizes });
  const answer = await look(share, `${id}.half.webp`);
  expect([answer.status, await answer.text(), made]).toEqual([200, 'the bytes', [modifiers]]);
});

it('nothing else is made for a visitor', async () => {
  const { id, share } = await shared({});
  const other = await shared({});
  for (const address of [`${id}.jpg`, `${id}._SL9_.jpg`, `${id}.other.jpg`, `${id}.half.gif`, `${other.id}.half.jpg`, 'half.jpg']) {
    const answer = await look(share, address);
    expect([answer.status, answer.headers.get('content-type')], address).toEqual([404, 'text/plain; charset=utf-8']);
  }
  expect(made).toEqual([]);
});

it('the owner may keep what an address of a preset gives no longer than it is checked', async () => {
  const { id } = await shared({});
  const cached = async (address: string) => (await ada(`/i/${id}${address}?v=1`)).headers.get('cache-control');
  expect([await cached('.half.webp'), await cached('._SL9_.webp')]).toEqual([REVALIDATE, IMMUTABLE]);
});

it('a share that ends while a result is awaited gives nothing', async () => {
  const { id, share } = await shared({});
  before = () => ada(`/api/shares/${share.id}`, { method: 'DELETE' });
  expect((await look(share, `${id}.half.jpg`)).status).toBe(404);
  expect(made).toHaveLength(1);
});

it('visitors have a limit of their own, and take nothing from what the owner may ask for', async () => {
  const { id, share } = await shared({});
  const now = new Date();
  for (let n = 0; n < 2_000; n++) await media.rateLimits.noteEvent(`transforms-in-shares-of:${ada.owner}`, now);
  expect((await look(share, `${id}.half.avif`)).status).toBe(429);
  expect((await ada(`/i/${id}.half.avif`)).status).toBe(200);
});

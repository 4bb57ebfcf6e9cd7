import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { Transforms } from '#libs/api/transform.js';
import { MAX_PRESETS } from '#libs/api/signed-address.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import { resultPrefix } from '#libs/domain/transform/results.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
let eve: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia({ SHOEBOX_PRESETS: 'half=_CRP0,0,50,100_' });
  [ada, eve] = [media.as('ada', 'read upload write share'), media.as('eve', 'read upload write share')];
  media.queue.process(
    async (job) => {
      if (!('transform' in job)) return;
      const { name, modifiers, format } = job.transform;
      const { owner } = (await media.images.find(job.imageId))!;
      await putText(media.objects, media.dataDir, `${resultPrefix(owner, job.imageId, name)}${'d'.repeat(32)}.${format}`, modifiers);
    },
    { concurrency: 1 },
  );
});
afterAll(() => media.close());

const json = (body: unknown, method: string) => ({ method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const set = (who: typeof ada, name: string, modifiers: string) => who(`/api/presets/${name}`, json({ modifiers }, 'PUT'));
const remove = (who: typeof ada, name: string) => who(`/api/presets/${name}`, { method: 'DELETE' });
let seed = 0x9e0000;
const upload = async (who: typeof ada) =>
  ((await (await who('/api/images?name=a.png', { method: 'POST', body: png(++seed) })).json()) as Image).id;
/** The modifiers by which an address was answered. */
const seen = async (who: typeof ada, path: string) => {
  const answer = await who(path);
  return answer.status === 200 ? answer.text() : answer.status;
};

describe('the presets of a person', () => {
  it('are for the own pictures and links, come before those of the drive, and change at once', async () => {
    const [mine, theirs] = [await upload(ada), await upload(eve)];
    expect(await seen(ada, `/i/${mine}.card.webp`)).toBe(400);
    const answer = await set(ada, 'card', '_SL9_GR_');
    expect([answer.status, await answer.json()]).toEqual([200, { name: 'card', modifiers: 'SL9_GR' }]);
    expect(await seen(ada, `/i/${mine}.card.webp`)).toBe('SL9_GR');
    expect(await seen(eve, `/i/${theirs}.card.webp`)).toBe(400);
    const { token } = (await (await ada('/api/shares', json({ imageIds: [mine], sizes: ['o'] }, 'POST'))).json()) as { token: string };
    const visited = async (name: string) => (await fetch(`${media.url}/shared/${token}/i/${mine}.${name}.webp`)).text();
    expect([await visited('card'), await visited('half')]).toEqual(['SL9_GR', 'CRP0,0,50,100']);

    await set(ada, 'card', 'SL8');
    await set(ada, 'half', 'SL7');
    expect([await visited('card'), await visited('half')]).toEqual(['SL8', 'SL7']);
    expect([await seen(ada, `/i/${mine}.half.webp`), await seen(eve, `/i/${theirs}.half.webp`)]).toEqual(['SL7', 'CRP0,0,50,100']);
    expect((await ada(`/i/${mine}.card.webp?v=1`)).headers.get('cache-control')).toBe('private, no-cache');
    expect((await remove(ada, 'half')).status).toBe(204);
    expect(await seen(ada, `/i/${mine}.half.webp`)).toBe('CRP0,0,50,100');
  });

  it('are listed for themselves, and with those of the drive among the modifiers', async () => {
    const gil = media.as('gil', 'read write');
    for (const name of ['zoom', 'half', 'a-1']) await set(gil, name, 'SL9');
    expect(await (await gil('/api/presets')).json()).toEqual({
      items: ['a-1', 'half', 'zoom'].map((name) => ({ name, modifiers: 'SL9' })),
    });
    const { presets } = (await (await gil('/api/transforms')).json()) as Transforms;
    expect(presets.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, modifiers }) => `${name}=${modifiers}`)).toEqual([
      'a-1=SL9',
      'half=SL9',
      'zoom=SL9',
    ]);
  });

  it.each([
    ['hero', { modifiers: 'XY' }, 'BAD_TRANSFORM'],
    ['hero', { modifiers: 'SL9_DPR2' }, 'BAD_TRANSFORM'],
    ['hero', { modifiers: 'GR_BL1_'.repeat(5) + 'GR_BL1' }, 'BAD_TRANSFORM'],
    ['hero', { modifiers: 'CR0,0,0,0' }, 'BAD_TRANSFORM'],
    ['hero', { modifiers: '' }, 'BAD_REQUEST'],
    ['hero', {}, 'BAD_REQUEST'],
    ['Hero', { modifiers: 'GR' }, 'BAD_REQUEST'],
    ['1st', { modifiers: 'GR' }, 'BAD_REQUEST'],
    ['a_b', { modifiers: 'GR' }, 'BAD_REQUEST'],
    ['x'.repeat(33), { modifiers: 'GR' }, 'BAD_REQUEST'],
  ])('refuse %s with %j: %s', async (name, body, code) => {
    expect(await (await ada(`/api/presets/${name}`, json(body, 'PUT'))).json()).toMatchObject({ code });
  });

  it('are gone once, and only for their person', async () => {
    await set(ada, 'gone', 'GR');
    expect([(await remove(eve, 'gone')).status, (await remove(ada, 'gone')).status, (await remove(ada, 'gone')).status]).toEqual([
      404, 204, 404,
    ]);
  });

  it('are 50 at most; one that is there can be changed still', async () => {
    const ivy = media.as('ivy', 'read write');
    for (let n = 0; n < MAX_PRESETS; n++) expect((await set(ivy, `p${n}`, 'GR')).status).toBe(200);
    const more = await set(ivy, 'more', 'GR');
    expect([more.status, ((await more.json()) as { code: string }).code]).toEqual([409, 'TOO_MANY_PRESETS']);
    expect((await set(ivy, 'p9', 'SL9')).status).toBe(200);
    expect(await media.database.presets.list(ivy.owner)).toHaveLength(MAX_PRESETS);
  });

  it('need the scopes to read and to write', async () => {
    const reader = media.as('ada', 'read upload share');
    expect((await reader('/api/presets')).status).toBe(200);
    expect([(await set(reader, 'x', 'GR')).status, (await remove(reader, 'x')).status]).toEqual([403, 403]);
    expect((await media.as('ada', 'upload')('/api/presets')).status).toBe(403);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Image } from '#libs/api/image.js';
import type { Share, ShareList, SharePreview } from '#libs/api/share.js';
import { SIZE_NAMES, type SizeName } from '#libs/domain/variants.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import type { TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { bytesOf, ShareStage } from '../harness/http/shares.js';

let stage: ShareStage;
let drive: TestDrive;
let ada: Client;
let eve: Client;
let nobody: Client;
let images: Image[];
beforeAll(async () => {
  stage = await ShareStage.open();
  ({ drive, ada, nobody, images } = stage);
  eve = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const uploaded = (client?: Client) => stage.uploaded(client);
const share = (body: object) => stage.share(body);
const look = (path: string, status: number, headers?: Record<string, string>) => stage.look(path, status, headers);
const statuses = (paths: readonly string[]) => stage.statuses(paths);

describe('the owner', () => {
  it('creates a share of the sizes small, medium and large, and finds it in the list', async () => {
    const made = await share({ imageIds: [images[1]!.id, images[0]!.id, images[1]!.id], name: ' Summer ' });
    expect(made).toMatchObject({
      imageIds: [images[1]!.id, images[0]!.id],
      sizes: ['s', 'm', 'l'],
      name: 'Summer',
      password: false,
      expiresAt: null,
      opened: 0,
      page: `/p/${made.token}`,
    });
    expect(made.images[0]!.sizes.m).toMatchObject({ type: 'image/jpeg', url: `${made.page}/${images[1]!.id}/m.jpg` });
    expect(made.images[0]!.sizes.o).toBeNull();
    expect((await ada.get(`/api/shares/${made.id}`)).json()).toEqual(made);
    const { images: _images, pictures: _pictures, ...listed } = made;
    expect((await ada.get('/api/shares?limit=1')).json<ShareList>().items).toEqual([listed]);
  });

  it('pages through the list with its cursor', async () => {
    const client = await Client.signUp(drive.url);
    const { id } = await uploaded(client);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await client.json('POST', '/api/shares', { imageIds: [id] })).json<Share>().id);
    const first = (await client.get('/api/shares?limit=2')).json<ShareList>();
    const second = (await client.get(`/api/shares?limit=2&before=${first.next}`)).json<ShareList>();
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(ids);
    expect(second.next).toBeNull();
    await client.refused('BAD_REQUEST', 'GET', '/api/shares?before=nonsense');
    const pages = ['shares/', 'trash/', 'photos/'].map((page) => `/${client.user.name}/${page}?before=nonsense`);
    for (const page of pages) expect((await client.ask('GET', page)).status).toBe(404);
  });

  it('previews what a share would include before creating it', async () => {
    const preview = (await ada.json('POST', '/api/shares/preview', { imageIds: images.map(({ id }) => id) })).json<SharePreview>();
    expect(preview.pictures).toBe(3);
    for (const size of SIZE_NAMES) {
      expect(preview.sizes[size]).toMatchObject({ ready: 3, bytes: images.reduce((sum, image) => sum + image.sizes[size].bytes!, 0) });
    }
  });

  it.each<[string, object]>([
    ['no picture', { imageIds: [] }],
    ['too many', { imageIds: Array.from({ length: 501 }, () => 'x') }],
    ['no size', { imageIds: ['x'], sizes: [] }],
    ['a size that is none', { imageIds: ['x'], sizes: ['xl'] }],
    ['a password that is none', { imageIds: ['x'], password: 'short' }],
    ['an end that is none', { imageIds: ['x'], expiresAt: 'tomorrow' }],
    ['a field that is none', { imageIds: ['x'], size: 'm' }],
  ])('is refused %s', async (_, body) => {
    await ada.refusedJson('BAD_REQUEST', 'POST', '/api/shares', body);
  });

  it('alone can share an image and see, change and end the share', async () => {
    for (const imageIds of [[images[0]!.id], ['nonsense']]) await eve.refusedJson('NOT_FOUND', 'POST', '/api/shares', { imageIds });
    const { id } = await share({ imageIds: [images[0]!.id] });
    await eve.refused('NOT_FOUND', 'GET', `/api/shares/${id}`);
    await eve.refused('NOT_FOUND', 'DELETE', `/api/shares/${id}`);
    await eve.refusedJson('NOT_FOUND', 'PATCH', `/api/shares/${id}`, { name: 'hers' });
    expect((await eve.get('/api/shares')).json<ShareList>().items).toEqual([]);
    const own = (await eve.upload(await jpeg())).id;
    await ada.refusedJson('NOT_FOUND', 'PATCH', `/api/shares/${id}`, { imageIds: [own] });
  });
});

describe('a visitor', () => {
  it.each<[readonly SizeName[]]>([[['s']], [['m', 'l']], [['s', 'm', 'l']], [['o']], [['s', 'm', 'l', 'o']]])(
    'sees %j and no other size',
    async (sizes) => {
      const [one, two, other] = images as [Image, Image, Image];
      const { page } = await share({ imageIds: [one.id, two.id], sizes });
      const expected = SIZE_NAMES.map((size) => (sizes.includes(size) ? 200 : 404));
      for (const { id } of [one, two]) expect(await statuses(bytesOf(page, id))).toEqual(expected);
      expect(await statuses(SIZE_NAMES.map((size) => `${page}/${size}.jpg`))).toEqual(expected);
      // Neither another image of the owner, nor anything under its private address.
      expect(await statuses([...bytesOf(page, other.id), `${page}/${other.id}`])).toEqual([404, 404, 404, 404, 404]);
      expect(await statuses([`/get/${one.id}/s`, `/api/images/${one.id}`, '/api/shares'])).toEqual([401, 401, 401]);
      for (const size of sizes) {
        const [shared, own] = [await look(`${page}/${one.id}/${size}.jpg`, 200), await ada.get(`/get/${one.id}/${size}`)];
        expect(shared.bytes.equals(own.bytes)).toBe(true);
      }
    },
  );

  it('learns nothing about the owner and the sizes that are not shared', async () => {
    const { page } = await share({ imageIds: [images[0]!.id] });
    const { text } = await look(page, 200);
    for (const secret of [ada.user.name, ada.user.id, ada.user.email, images[0]!.sha256, '/get/', images[0]!.createdAt]) {
      expect(text).not.toContain(secret);
    }
  });

  it('can embed the bytes in any page, cached for a minute', async () => {
    const { page } = await share({ imageIds: [images[0]!.id] });
    const answer = await look(`${page}/m.jpg`, 200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline; filename="sea & sand-m.jpg"',
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    await look(`${page}/m.jpg`, 304, { 'if-none-match': header(answer, 'etag') });
    const head = await nobody.send('HEAD', `${page}/${images[0]!.id}/m.jpg`, { status: 200 });
    expect(head.bytes).toHaveLength(0);
    expect(head.headers).toMatchObject({ etag: answer.headers['etag'], 'content-length': String(answer.bytes.length) });
    expect((await look(`${page}/m.jpg`, 206, { range: 'bytes=0-9' })).bytes).toHaveLength(10);
    expect(header(await look(`${page}/m.jpg?download&utm_source=chat`, 200), 'content-disposition')).toMatch(/^attachment/);
  });

  it('is redirected from a wrong extension to the right one', async () => {
    const { page } = await share({ imageIds: [images[0]!.id] });
    for (const [asked, led] of [
      [`${page}/m.webp`, `${page}/m.jpg`],
      [`${page}/m?download`, `${page}/m.jpg?download`],
      [`${page}/${images[0]!.id}/l.png`, `${page}/${images[0]!.id}/l.jpg`],
    ] as const) {
      expect(header(await look(asked, 302), 'location')).toBe(led);
    }
    expect(
      await statuses([`${page}/x.jpg`, `${page}/m.jpg.jpg`, `${page}/nonsense`, `${page}/nonsense/m.jpg`, '/p/nonsense', '/p/']),
    ).toEqual(Array.from({ length: 6 }, () => 404));
  });

  it('is counted when the page is opened, not for bytes, HEAD requests and further pages', async () => {
    const { id, page } = await share({ imageIds: [images[0]!.id, images[1]!.id] });
    await look(page, 200);
    await look(`${page}/`, 200);
    await look(`${page}/${images[1]!.id}`, 200);
    await look(`${page}/m.jpg`, 200);
    await nobody.send('HEAD', page, { status: 200 });
    const { opened, lastOpenedAt } = (await ada.get(`/api/shares/${id}`)).json<Share>();
    expect(opened).toBe(2);
    expect(Date.parse(lastOpenedAt!)).toBeGreaterThan(Date.parse(images[0]!.createdAt));
  });

  it('gets a link preview in a chat app, with the full address of an image', async () => {
    const { page, images: shared } = await share({ imageIds: [images[0]!.id], name: 'A <b>"day"</b>' });
    const { text, headers } = await look(page, 200, { 'user-agent': 'facebookexternalhit/1.1' });
    const tag = (name: string) => new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(text)?.[1];
    const { url, width } = shared[0]!.sizes.m!;
    expect(tag('og:title')).toBe('A &lt;b>&quot;day&quot;&lt;/b>');
    expect(tag('og:url')).toBe(`${drive.url}${page}`);
    expect(tag('og:image')).toBe(`${drive.url}${url}`);
    expect(tag('og:image:width')).toBe(String(width));
    expect(tag('og:image:type')).toBe('image/jpeg');
    await look(new URL(tag('og:image')!).pathname, 200);
    expect(headers).toMatchObject({ 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
  });
});

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';
import type { ImageInformation } from '#libs/domain/iiif/image-information.js';

import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { header, send } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { ready } from '../harness/http/until.js';
import { unique } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
let nobody: Client;
let image: Image;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  nobody = new Client(drive.url);
  // Lies on its side in the file: the upright picture has 1200 × 1600 pixels.
  const photo = await unique(1600, 1200).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  image = await ready(ada, (await ada.upload(photo)).id);
});
afterAll(() => drive.close());

const at = (rest: string, id = image.id) => `/iiif/3/${id}/${rest}`;
async function share(sizes: string[]): Promise<string> {
  const answer = await ada.json('POST', '/api/shares', { imageIds: [image.id], sizes }, { status: 201 });
  return `${answer.json<ShareWithImages>().token}~${image.id}`;
}
/** What a drive says of its own address. */
const told = () => new URL(drive.url).origin;

describe('the image information', () => {
  it('is that of the upright picture', async () => {
    const answer = await ada.get(at('info.json'), { status: 200 });
    expect(answer.json<ImageInformation>()).toEqual({
      '@context': 'http://iiif.io/api/image/3/context.json',
      id: `${told()}/iiif/3/${image.id}`,
      type: 'ImageService3',
      protocol: 'http://iiif.io/api/image',
      profile: 'level2',
      width: 1200,
      height: 1600,
      maxWidth: 8192,
      maxHeight: 8192,
      maxArea: 40_000_000,
      sizes: [
        { width: 240, height: 320 },
        { width: 768, height: 1024 },
        { width: 1200, height: 1600 },
      ],
      tiles: [{ width: 512, scaleFactors: [1, 2, 4] }],
      extraFormats: ['webp', 'avif'],
      extraQualities: ['color', 'gray', 'bitonal'],
      extraFeatures: ['canonicalLinkHeader', 'mirroring', 'profileLinkHeader', 'rotationArbitrary'],
    });
    expect(Object.keys(answer.json<object>())[0]).toBe('@context');
    expect(header(answer, 'link')).toBe('<http://iiif.io/api/image/3/level2.json>;rel="profile"');
    expect(header(answer, 'cache-control')).toBe('private, no-cache');
  });

  it('is JSON-LD, or JSON for who asks for that, and is not sent again when it is known', async () => {
    const type = async (accept?: string) => {
      const answer = await ada.get(at('info.json'), { status: 200, ...(accept !== undefined && { headers: { accept } }) });
      expect(header(answer, 'vary')).toContain('Accept');
      return header(answer, 'content-type');
    };
    const linked = 'application/ld+json;profile="http://iiif.io/api/image/3/context.json"';
    expect(await type()).toBe(linked);
    expect(await type('*/*')).toBe(linked);
    expect(await type('application/json, application/ld+json')).toBe(linked);
    expect(await type('application/json')).toBe('application/json');
    expect(await type('text/html,*/*;q=0.8')).toBe('application/json');
    const etag = header(await ada.get(at('info.json')), 'etag');
    await ada.get(at('info.json'), { headers: { 'if-none-match': etag }, status: 304 });
    const head = await ada.send('HEAD', at('info.json'), { status: 200 });
    expect([head.bytes.length, header(head, 'etag')]).toEqual([0, etag]);
  });

  it('is where the address of the image redirects to', async () => {
    for (const path of [at('').slice(0, -1), at('')]) {
      expect(header(await ada.get(path, { status: 303 }), 'location')).toBe(`${told()}${at('info.json')}`);
    }
  });
});

describe('an image request', () => {
  it.each([
    ['full/max/0/default.jpg', 1200, 1600, 'full/max/0/default.jpg'],
    ['square/300,/0/color.png', 300, 300, '0,200,1200,1200/300,300/0/default.png'],
    ['1000,1500,512,512/max/0/default.webp', 200, 100, '1000,1500,200,100/max/0/default.webp'],
    ['0,0,1024,1024/512,512/0/default.jpg', 512, 512, '0,0,1024,1024/512,512/0/default.jpg'],
    ['pct:25,25,50,50/!100,100/90/gray.jpg', 100, 75, '300,400,600,800/75,100/90/gray.jpg'],
    ['full/100,40/!0/bitonal.png', 100, 40, 'full/100,40/!0/bitonal.png'],
    ['full/pct:5/45/default.avif', 99, 99, 'full/60,80/45/default.avif'],
  ])('%s has %i × %i pixels', async (path, width, height, canonical) => {
    const answer = await ada.get(at(path), { status: 200 });
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ width, height });
    const profile = '<http://iiif.io/api/image/3/level2.json>;rel="profile"';
    expect(header(answer, 'link')).toBe(`<${told()}${at(canonical)}>;rel="canonical", ${profile}`);
    expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', 'cross-origin-resource-policy': 'same-origin' });
    const again = await ada.get(at(canonical), { headers: { 'if-none-match': header(answer, 'etag') }, status: 304 });
    expect(again.bytes).toHaveLength(0);
  });

  it('shows what the region says, of the upright picture', async () => {
    const shown = async (path: string) =>
      sharp((await ada.get(at(path), { status: 200 })).bytes)
        .removeAlpha()
        .raw()
        .toBuffer();
    const whole = await shown('full/max/0/default.png');
    const part = await shown('700,900,8,1/max/0/default.png');
    const from = (900 * 1200 + 700) * 3;
    expect(part).toEqual(whole.subarray(from, from + 24));
  });

  it('is the same result as the same modifiers have', async () => {
    const one = await ada.get(at('10,20,300,200/150,100/0/default.jpg'), { status: 200 });
    const other = await ada.get(`/i/${image.id}._CR10,20,300,200_SE150,100_.jpg`, { status: 200 });
    expect(header(one, 'etag')).toBe(header(other, 'etag'));
  });

  it.each([
    ['1200,0,1,1/max/0/default.jpg', 'is outside the image, which has 1200 × 1600 pixels'],
    ['full/1201,/0/default.jpg', 'is larger than the region'],
    ['full/^max/0/default.jpg', 'leave ^ out'],
    ['full/max/361/default.jpg', 'degrees from 0 to 360'],
    ['full/max/0/native.jpg', 'There is no quality "native"'],
    ['full/max/0/default.gif', 'There is no format "gif"'],
    ['%5B%5D/max/0/default.jpg', 'An image request is region/size/rotation/quality.format'],
    ['full/a%5Cb/0/default.jpg', 'An image request is'],
    ['full/max%2F..%2F/0/default.jpg', 'An image request is'],
    ['full/max/%00/default.jpg', 'An image request is'],
    [`full/${'9'.repeat(200)},/0/default.jpg`, 'An image request is'],
  ])('refuses %.40s with what would do', async (path, detail) => {
    expect((await ada.refused('BAD_TRANSFORM', 'GET', at(path))).detail).toContain(detail);
  });

  it.each([
    'full',
    'full/max',
    'full/max/0',
    'full/max/0/default.jpg/more',
    'info.json/more',
    '../info.json',
    'manifest',
    'full/max/%/default.jpg',
  ])('knows nothing at %s', async (path) => {
    await ada.refused('NOT_FOUND', 'GET', at(path));
  });
});

describe('in a share', () => {
  it('everybody who has the link has the picture, as large as the largest size given', async () => {
    const shared = await share(['s', 'm']);
    const information = await nobody.get(at('info.json', shared), { status: 200 });
    expect(information.json<ImageInformation>()).toMatchObject({
      id: `${told()}/iiif/3/${shared}`,
      width: 768,
      height: 1024,
      sizes: [
        { width: 240, height: 320 },
        { width: 768, height: 1024 },
      ],
    });
    const answer = await nobody.get(at('full/max/0/default.jpg', shared), { status: 200 });
    expect(await sharp(answer.bytes).metadata()).toMatchObject({ width: 768, height: 1024 });
    for (const { headers } of [information, answer]) {
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=60',
        'x-robots-tag': 'noindex',
      });
    }
    for (const more of ['768,0,1,1/max/0/default.jpg', 'full/769,/0/default.jpg', 'full/,1025/0/default.jpg']) {
      await nobody.refused('BAD_TRANSFORM', 'GET', at(more, shared));
    }
    const part = await nobody.get(at('512,512,512,512/max/0/default.jpg', shared), { status: 200 });
    expect(await sharp(part.bytes).metadata()).toMatchObject({ width: 256, height: 512 });
  });

  it('with the original among its sizes, it has all of it', async () => {
    const information = await nobody.get(at('info.json', await share(['s', 'o'])), { status: 200 });
    expect(information.json<ImageInformation>()).toMatchObject({ width: 1200, height: 1600 });
  });

  it('preflights are answered as the standard asks', async () => {
    const shared = await share(['s']);
    for (const path of ['info.json', 'full/max/0/default.jpg']) {
      const { status, headers } = await send(drive.url, {
        method: 'OPTIONS',
        path: at(path, shared),
        headers: { origin: 'http://a.example' },
      });
      expect([status, headers['access-control-allow-origin'], headers['access-control-allow-methods']]).toEqual([
        204,
        '*',
        'GET, HEAD, OPTIONS',
      ]);
    }
    // What is not shared is for listed origins only.
    expect((await send(drive.url, { method: 'OPTIONS', path: at('info.json') })).headers).not.toHaveProperty('access-control-allow-origin');
    expect((await ada.get(at('info.json'))).headers).not.toHaveProperty('access-control-allow-origin');
    await nobody.refused('METHOD_NOT_ALLOWED', 'POST', at('info.json', shared));
  });

  it('that has a password, ended, or never was, there is nothing', async () => {
    const body = { imageIds: [image.id], password: 'correct horse' };
    const locked = (await ada.json('POST', '/api/shares', body, { status: 201 })).json<ShareWithImages>();
    const ended = (await ada.json('POST', '/api/shares', { imageIds: [image.id] }, { status: 201 })).json<ShareWithImages>();
    await nobody.get(at('info.json', `${ended.token}~${image.id}`), { status: 200 });
    await ada.send('DELETE', `/api/shares/${ended.id}`, { status: 204 });
    for (const token of [locked.token, ended.token, 'a'.repeat(24), 'short', '', `${ended.token}~`]) {
      for (const path of ['info.json', 'full/max/0/default.jpg'])
        await nobody.refused('NOT_FOUND', 'GET', at(path, `${token}~${image.id}`));
    }
  });
});

it('without a log-in, with another scope or in the trash there is nothing', async () => {
  for (const path of ['info.json', 'full/max/0/default.jpg']) {
    await nobody.refused('NOT_FOUND', 'GET', at(path));
    await nobody.refused('NOT_FOUND', 'GET', at(path, 'nonsense'));
    await ada.with('nonsense').refused('NOT_FOUND', 'GET', at(path));
  }
  const token = (await ada.json('POST', '/api/auth/tokens', { name: 'up', scopes: ['upload'] }, { status: 201 })).json<{ token: string }>();
  await ada.with(token.token).refused('SCOPE_MISSING', 'GET', at('info.json'));
  const { id } = await ready(ada, (await ada.upload(await unique(64, 64).png().toBuffer())).id);
  await ada.get(at('full/max/0/default.png', id), { status: 200 });
  await ada.send('DELETE', `/api/images/${id}`);
  for (const path of ['info.json', 'full/max/0/default.png']) await ada.refused('NOT_FOUND', 'GET', at(path, id));
});

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';
import type { Transforms } from '#libs/api/transform.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
let nobody: Client;
let image: Image;
beforeAll(async () => {
  drive = await startDrive({ env: { SHOEBOX_PRESETS: 'hero=_SC1600,900_QL70_ card=_SS300_ half=_CRP0,0,50,100_' } });
  [ada, nobody] = [await Client.signUp(drive.url), new Client(drive.url)];
  image = await ready(ada, (await ada.upload(await jpeg(2400, 1600))).id);
});
afterAll(() => drive.close());

const share = async (body: object) =>
  (await ada.json('POST', '/api/shares', { imageIds: [image.id], ...body }, { status: 201 })).json<ShareWithImages>();
/** The size of what an address gives to who is not logged in. */
async function sizeAt(path: string): Promise<string> {
  const answer = await fetch(drive.url + path);
  if (answer.status !== 200) return String(answer.status);
  const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return `${width}x${height}`;
}

it('a preset gives its owner what its modifiers say', async () => {
  const answer = await ada.get(`/i/${image.id}.hero.webp`, { status: 200 });
  expect(await sharp(answer.bytes).metadata()).toMatchObject({ format: 'webp', width: 1600, height: 900 });
  const same = await ada.get(`/i/${image.id}._SC1600,900_QL70_.webp`, { status: 200 });
  expect(header(same, 'etag')).toBe(header(answer, 'etag'));
  expect(header(await ada.get(`/i/${image.id}.01.hero.jpeg`, { status: 301 }), 'location')).toBe(`/i/${image.id}.hero.jpg`);
  await ada.refused('BAD_TRANSFORM', 'GET', `/i/${image.id}.zero.webp`);
  expect((await ada.get('/api/transforms', { status: 200 })).json<Transforms>().presets).toContainEqual({
    name: 'card',
    modifiers: 'SS300',
  });
});

describe('a visitor of a share', () => {
  it('gets the presets, no larger than the sizes of the share', async () => {
    const { token } = await share({ sizes: ['s', 'm'] });
    expect(await sizeAt(`/p/${token}/i/${image.id}.hero.webp`)).toBe('1024x576');
    expect(await sizeAt(`/p/${token}/i/${image.id}.card.jpg`)).toBe('300x300');
    expect(await sizeAt(`/p/${token}/i/${image.id}.half.jpg`)).toBe('512x683');
    expect(await sizeAt(`/p/${(await share({ sizes: ['o'] })).token}/i/${image.id}.half.jpg`)).toBe('1200x1600');
  });

  it('gets them with the headers of a share', async () => {
    const { token } = await share({ sizes: ['s'] });
    const answer = await fetch(`${drive.url}/p/${token}/i/${image.id}.card.auto`, { headers: { accept: 'image/webp' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      vary: expect.stringContaining('Accept') as string,
      'cache-control': 'public, max-age=60',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-robots-tag': 'noindex',
    });
    const moved = await fetch(`${drive.url}/p/${token}/i/${image.id}.card.jpeg?download`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([301, `/p/${token}/i/${image.id}.card.jpg?download`]);
  });

  it('gets nothing else: no other modifiers, presets, images, and nothing once the share has ended or the image is deleted', async () => {
    const made = await share({});
    const { token } = made;
    const other = await ready(ada, (await ada.upload(await jpeg())).id);
    const addresses = [`${image.id}._SL100_.jpg`, `${image.id}.jpg`, `${image.id}.zero.jpg`, `${image.id}.card.gif`, `${other.id}.card.jpg`, 'x', 'card.jpg']; // prettier-ignore
    for (const address of addresses) expect(await sizeAt(`/p/${token}/i/${address}`), address).toBe('404');
    expect(await sizeAt(`/p/${'x'.repeat(token.length)}/i/${image.id}.card.jpg`)).toBe('404');
    expect(await sizeAt(`/p/${token}/i/${image.id}.card.jpg`)).toBe('300x300');
    await ada.send('DELETE', `/api/images/${image.id}`);
    expect(await sizeAt(`/p/${token}/i/${image.id}.card.jpg`)).toBe('404');
    await ada.send('POST', `/api/images/${image.id}/restore`);
    expect(await sizeAt(`/p/${token}/i/${image.id}.card.jpg`)).toBe('300x300');
    await ada.send('DELETE', `/api/shares/${made.id}`);
    expect(await sizeAt(`/p/${token}/i/${image.id}.card.jpg`)).toBe('404');
  });

  it('needs the password of the share', async () => {
    const { token } = await share({ password: 'a secret word' });
    expect(await sizeAt(`/p/${token}/i/${image.id}.card.jpg`)).toBe('404');
    await nobody.send('GET', `/p/${token}/i/${image.id}.card.jpg`, { status: 404 });
  });
});

it('a drive with a preset that can not be does not start, and says why in one line', async () => {
  await expect(startDrive({ env: { SHOEBOX_PRESETS: 'hero=_SX0_' } })).rejects.toThrow(/SHOEBOX_PRESETS.*hero.*SX0 is out of range/);
});

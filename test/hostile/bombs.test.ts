import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { claims, profileBomb, textBomb } from '../harness/images/hostile-png.js';
import { animatedGif, jpeg, noise, unique } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

describe('ten pixels that unpack to a gigabyte', () => {
  it.each([
    ['texts', textBomb],
    ['a colour profile', profileBomb],
  ])('in %s are refused, and images uploaded meanwhile become ready', async (_, make) => {
    const bomb = make();
    expect(bomb.length).toBeLessThan(3_000_000);
    const [good] = await Promise.all([
      Promise.all(Array.from({ length: 6 }, async () => ada.upload(await noise(600, 400)))),
      ...Array.from({ length: 4 }, () => ada.refused('BROKEN_IMAGE', 'POST', '/api/images', { body: bomb })),
    ]);
    for (const { id } of good) await ready(ada, id);
    if (drive.process) expect(drive.process.exitCode).toBeNull();
    expect(drive.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  });
});

describe('canvases', () => {
  it.each([
    ['a PNG of 16 383 squared', () => claims(16_383, 16_383)],
    ['a PNG of 1 by 40 000 000', () => claims(1, 40_000_000)],
  ])('%s is refused by its header', async (_, make) => {
    const { status } = await ada.refused('TOO_MANY_PIXELS', 'POST', '/api/images', { body: make() });
    expect(status).toBe(422);
  });

  it('a GIF with a wrong canvas size costs no more than its frames', async () => {
    const { id } = await ada.upload(await gifClaims(65_535, 65_535));
    expect(await ready(ada, id)).toMatchObject({ width: 40, height: 30 });
  });

  it('a GIF with a screen of 65 535 squared is stored with the size of its frame', async () => {
    const image = await ada.upload(await gifClaims(65_535, 65_535));
    expect([image.width, image.height]).toEqual([40, 30]);
    await ready(ada, image.id);
  });

  it('an AVIF that needs gigabytes is refused, and a normal one is accepted', async () => {
    const body = await unique(8_000, 8_000).avif({ effort: 0, quality: 10 }).toBuffer();
    await ada.refused('TOO_MANY_PIXELS', 'POST', '/api/images', { body });
    await ready(ada, (await ada.upload(await jpeg(4000, 3000))).id);
  });
});

describe('a file truncated at any point', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'a %s is refused or rejected, and never ready with a part of itself',
    async (type) => {
      const whole = await unique(300, 200).toFormat(type).toBuffer();
      const outcomes = [];
      for (let tenth = 1; tenth < 10; tenth++) {
        const body = whole.subarray(0, Math.floor((whole.length * tenth) / 10));
        const answer = await fetch(`${drive.url}/api/images`, { method: 'POST', headers: { authorization: `Bearer ${ada.token}` }, body });
        if (answer.status === 422 || answer.status === 415) outcomes.push(answer.status);
        else outcomes.push((await settled(ada, ((await answer.json()) as Image).id)).state);
      }
      for (const outcome of outcomes) expect([415, 422, 'rejected', 'ready']).toContain(outcome);
      // The earliest cuts hold no pixel at all.
      expect(outcomes[0]).not.toBe('ready');
    },
  );
});

describe('a file of two types', () => {
  it('HTML after a GIF is stored and never served as a document', async () => {
    const gif = await animatedGif();
    const bytes = Buffer.concat([gif, Buffer.from('<script>alert(document.domain)</script>')]);
    const { id } = await ready(ada, (await ada.upload(bytes, { name: 'x.html' }, { headers: { 'content-type': 'text/html' } })).id);
    const answer = await ada.get(`/get/${id}/o`);
    expect(answer.bytes.equals(bytes)).toBe(true);
    expect(answer.headers).toMatchObject({ 'content-type': 'image/gif', 'x-content-type-options': 'nosniff' });
    expect(header(answer, 'content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    for (const size of ['s', 'm', 'l']) expect((await ada.get(`/get/${id}/${size}?exact`)).text).not.toContain('<script>');
  });

  it.each([
    ['SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['SVG that calls out', '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/x.png"/></svg>'],
    ['HTML that begins like a GIF', 'GIF89a=1;<script>alert(1)</script>'],
    ['PostScript', '%!PS-Adobe-3.0\n(/etc/passwd) run'],
    ['ImageMagick', 'push graphic-context\nimage over 0,0 0,0 "|ls"\npop graphic-context'],
  ])('%s is refused', async (_, text) => {
    for (const name of ['x.jpg', 'x.svg']) {
      const answer = await fetch(`${drive.url}/api/images?name=${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'image/svg+xml' },
        body: text,
      });
      expect([415, 422]).toContain(answer.status);
    }
  });
});

/** The screen of a GIF says so (GIF89a section 18), its one frame is small. */
async function gifClaims(width: number, height: number): Promise<Buffer> {
  const gif = await animatedGif();
  gif.writeUInt16LE(width, 6);
  gif.writeUInt16LE(height, 8);
  return gif;
}

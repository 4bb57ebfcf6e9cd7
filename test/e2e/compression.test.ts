import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client } from '../harness/http/client.js';
import { jpeg, noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { rawGet, type RawAnswer } from '../harness/http/raw-get.js';

let drive: TestDrive;
let ada: Client;
let id: string;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  for (let count = 0; count < 4; count++) ({ id } = await ada.upload(await jpeg()));
  await ada.upload(await noise(1200, 900));
  for (const image of (await ada.list()).items) await ready(ada, image.id);
});
afterAll(() => drive.close());

/** With the token, as a program sends it. */
function get(path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawGet(drive.url + path, { authorization: `Bearer ${ada.token}`, ...headers });
}

const decode = { br: brotliDecompressSync, gzip: gunzipSync };
const pages = () => ['/api/images', `/${ada.user.name}/list/20/`, '/docs', '/openapi.json', `/${ada.user.name}/no/such/page`];

describe('pages and JSON', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
  ] as const)('are compressed for a client that accepts %s, and say the same', async (accept, encoding) => {
    for (const path of pages()) {
      const plain = await get(path);
      const compressed = await get(path, { 'accept-encoding': accept });
      expect(plain.headers['content-encoding'], path).toBeUndefined();
      expect(compressed.headers['content-encoding'], path).toBe(encoding);
      expect(compressed.status, path).toBe(plain.status);
      for (const { headers } of [plain, compressed]) expect(headers['vary'], path).toMatch(/\baccept-encoding\b/);
      // Of a chunked answer the length is not known at its beginning.
      expect(compressed.headers['content-length'], path).toBeUndefined();
      // The id of the request is in an error page.
      const said = (bytes: Buffer, headers: RawAnswer['headers']) => bytes.toString().replaceAll(String(headers['x-request-id']), '');
      expect(said(decode[encoding](compressed.body), compressed.headers), path).toBe(said(plain.body, plain.headers));
      expect(compressed.body.length, path).toBeLessThan(plain.body.length / 2);
    }
  });

  it('are sent as they are when short, to HEAD, and to clients that accept nothing or name nothing', async () => {
    const short = await get(`/api/images/${id}?x=1`, { 'accept-encoding': 'br' });
    expect([short.status, short.headers['content-encoding'], Number(short.headers['content-length'])]).toEqual([
      400,
      undefined,
      short.body.length,
    ]);
    for (const accept of ['identity', 'br;q=0', 'zstd', '']) {
      expect((await get('/api/images', { 'accept-encoding': accept })).headers['content-encoding'], accept).toBeUndefined();
    }
    const head = await rawGet(`${drive.url}/api/images`, { authorization: `Bearer ${ada.token}`, 'accept-encoding': 'br' }, 'HEAD');
    expect([head.headers['content-encoding'], head.body.length]).toEqual([undefined, 0]);
  });

  it('are sent as they are to another site that has somebody’s cookie sent: their length would tell what is in them', async () => {
    const cookie = `shoebox_session=${ada.token}`;
    const asked = (site: string) =>
      rawGet(`${drive.url}/${ada.user.name}/search/?q=secret`, { cookie, 'accept-encoding': 'br', 'sec-fetch-site': site });
    for (const site of ['cross-site', 'same-site']) expect((await asked(site)).headers['content-encoding'], site).toBeUndefined();
    for (const site of ['same-origin', 'none']) expect((await asked(site)).headers['content-encoding'], site).toBe('br');
  });
});

describe('bytes of pictures', () => {
  it('are never compressed, and keep their ETag, length and ranges', async () => {
    for (const size of ['s', 'm', 'l', 'o']) {
      const plain = await get(`/get/${id}/${size}`);
      const asked = await get(`/get/${id}/${size}`, { 'accept-encoding': 'br, gzip' });
      expect(asked.headers['content-encoding'], size).toBeUndefined();
      expect(asked.body.equals(plain.body), size).toBe(true);
      for (const name of ['etag', 'content-length', 'vary', 'accept-ranges'])
        expect(asked.headers[name], `${size} ${name}`).toBe(plain.headers[name]);
      expect(
        (await get(`/get/${id}/${size}`, { 'accept-encoding': 'br', 'if-none-match': String(plain.headers['etag']) })).status,
        size,
      ).toBe(304);
    }
    expect((await get(`/get/${id}/o`, { 'accept-encoding': 'br', range: 'bytes=0-9' })).body).toHaveLength(10);
  });

  it('in an archive neither', async () => {
    const answer = await fetch(`${drive.url}/api/images/zip`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [id], size: 'o' }),
    });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
});

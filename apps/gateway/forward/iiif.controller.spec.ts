import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Gateway, openGateway, PICTURE } from '../gateway.fixture.js';

const TOKEN = 'aB3'.repeat(8);
const OUTSIDE = 'https://photos.example';
const nobody = { authorization: '' };
let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway({ publicUrl: OUTSIDE });
});
afterAll(() => gateway.close());

describe('what media is asked', () => {
  it.each([
    ['GET', `/iiif/3/${PICTURE}/info.json`, `/iiif/3/${PICTURE}/info.json`],
    ['HEAD', `/iiif/3/${PICTURE}/full/max/0/default.jpg`, `/iiif/3/${PICTURE}/full/max/0/default.jpg`],
    ['GET', `/iiif/3/${PICTURE}/pct:1,2,3.5,4/!9,9/!22.5/gray.png?x=1`, `/iiif/3/${PICTURE}/pct%3A1%2C2%2C3.5%2C4/!9%2C9/!22.5/gray.png`],
    ['GET', `/iiif/3/${PICTURE}/full/%5e9%2C/0/default.jpg/`, `/iiif/3/${PICTURE}/full/%5E9%2C/0/default.jpg`],
    ['GET', `/iiif/3/collection/${PICTURE}`, `/iiif/3/collection/${PICTURE}`],
    ['GET', `/iiif/3/collection/${PICTURE}/12`, `/iiif/3/collection/${PICTURE}/12`],
  ])('for %s %s of a caller is %s, and it is told the address of the drive', async (method, path, inside) => {
    await gateway.send(path, { method, headers: { 'x-drive-address': 'https://evil.example' } });
    expect(gateway.media.seen.at(-1)).toMatchObject({
      method,
      url: inside,
      headers: { authorization: 'Bearer jwt-for-media', 'x-drive-address': OUTSIDE },
    });
  });

  it.each([
    [`/iiif/3/${TOKEN}~${PICTURE}/info.json`, `/shared/${TOKEN}/iiif/${PICTURE}/info.json`],
    [`/iiif/3/${TOKEN}%7E${PICTURE}/full/max/0/default.jpg`, `/shared/${TOKEN}/iiif/${PICTURE}/full/max/0/default.jpg`],
    [`/iiif/3/collection/${TOKEN}`, `/shared/${TOKEN}/collection`],
    [`/iiif/3/collection/${TOKEN}/2`, `/shared/${TOKEN}/collection/2`],
  ])('for %s of a link is %s, in nobody’s name, and any site may read the answer', async (path, inside) => {
    for (const headers of [nobody, {}]) {
      const answer = await gateway.send(path, { headers: { ...headers, origin: 'https://viewer.example' } });
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      const seen = gateway.media.seen.at(-1)!;
      expect([seen.url, seen.headers.authorization, seen.headers['x-drive-address']]).toEqual([inside, undefined, OUTSIDE]);
    }
  });
});

describe('media is not asked', () => {
  it.each([
    [404, `/iiif/3/${PICTURE}/info.json`, nobody],
    [404, `/iiif/3/collection/${PICTURE}`, nobody],
    [404, '/iiif/3/', {}],
    [404, '/iiif/3/collection', {}],
    [404, `/iiif/3/collection/${PICTURE}/0`, {}],
    [404, `/iiif/3/collection/${PICTURE}/1/2`, {}],
    [404, `/iiif/3/short~${PICTURE}/info.json`, {}],
    [404, `/iiif/3/${TOKEN}~a~b/info.json`, {}],
    [404, `/iiif/3/~${PICTURE}/info.json`, {}],
    [404, '/iiif/3/%5Bfrob%5D/info.json', {}],
    [404, '/iiif/3/..%2fexchange/info.json', {}],
    [404, `/iiif/3/${PICTURE}/full/max/0`, {}],
    [400, `/iiif/3/${PICTURE}/full/max/..%2f/default.jpg`, {}],
    [400, `/iiif/3/${PICTURE}/full/max%5c/0/default.jpg`, {}],
    [400, `/iiif/3/${PICTURE}/full/max%00/0/default.jpg`, {}],
    [400, `/iiif/3/${PICTURE}/full//0/default.jpg`, {}],
  ])('%i for %s', async (status, path, headers) => {
    const before = gateway.media.seen.length;
    expect((await gateway.send(path, { headers })).status).toBe(status);
    expect(gateway.media.seen).toHaveLength(before);
  });

  it('for another method, or where the image information is', async () => {
    const before = gateway.media.seen.length;
    const refused = await gateway.send(`/iiif/3/${TOKEN}~${PICTURE}/info.json`, { method: 'DELETE' });
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    const redirect = await gateway.send(`/iiif/3/${TOKEN}~${PICTURE}`, { headers: nobody });
    expect([redirect.status, redirect.headers.location]).toEqual([303, `${OUTSIDE}/iiif/3/${TOKEN}~${PICTURE}/info.json`]);
    expect(gateway.media.seen).toHaveLength(before);
  });

  it('for a preflight, which is answered to any site for a link only', async () => {
    const ask = (identifier: string) =>
      gateway.send(`/iiif/3/${identifier}/info.json`, { method: 'OPTIONS', headers: { ...nobody, origin: 'https://viewer.example' } });
    const open = await ask(`${TOKEN}~${PICTURE}`);
    expect([open.status, open.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect(open.headers).toMatchObject({ 'access-control-allow-methods': 'GET, HEAD, OPTIONS', 'access-control-allow-headers': '*' });
    const closed = await ask(PICTURE);
    expect([closed.status, closed.headers['access-control-allow-origin']]).toEqual([204, undefined]);
  });
});

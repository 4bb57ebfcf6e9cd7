import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ErrorCode } from '#libs/api/errors.js';
import type { Image } from '#libs/api/image.js';
import { signedAddress } from '#libs/domain/transform/signature.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
let eve: Client;
let nobody: Client;
let live: Image;
let trashed: Image;
beforeAll(async () => {
  drive = await openDrive();
  [ada, eve, nobody] = [await Client.signUp(drive.url), await Client.signUp(drive.url), new Client(drive.url)];
  live = await ready(ada, (await ada.upload(await jpeg())).id);
  trashed = await ready(ada, (await ada.upload(await jpeg())).id);
  await ada.send('DELETE', `/api/images/${trashed.id}`);
});
afterAll(() => drive.close());

/** Every API route that takes the id of an image. */
const API: [method: string, path: string][] = [
  ['GET', '/api/images/:id'],
  ['GET', '/api/images/:id/neighbours'],
  ['PATCH', '/api/images/:id'],
  ['DELETE', '/api/images/:id'],
  ['DELETE', '/api/images/:id?forever=true'],
  ['POST', '/api/images/:id/restore'],
  ['POST', '/api/images/:id/retry'],
  ['POST', '/api/images/:id/sign'],
  ...['', '/s', '/m', '/l', '/o', '/o?download', '/s?exact', '/s?v=1'].map((rest): [string, string] => ['GET', `/get/:id${rest}`]),
  ...['.jpg', '._SL100_.webp', '.01._sl100_.auto', '._CR0,0,9000,1_.png?v=1'].map((rest): [string, string] => ['GET', `/i/:id${rest}`]),
];
/** Image services, which are also open to whoever has a link: without a log-in they answer as for an unknown image. */
const IIIF: [method: string, path: string][] = ['info.json', 'full/max/0/default.jpg', 'full/^9,/0/x.y', '0,0,9,9/9,/!5/gray.webp'].map(
  (rest) => ['GET', `/iiif/3/:id/${rest}`],
);
const PAGES: [method: string, path: string][] = [
  ...['', '/s', '/m', '/l', '/o'].map((rest): [string, string] => ['GET', `/:user/view/:id${rest}`]),
  ['POST', '/:user/view/:id/edit'],
  ['POST', '/:user/view/:id/retry'],
  ['GET', '/:user/delete/:id'],
  ['POST', '/:user/delete/:id'],
  ['GET', '/:user/trash/:id/s'],
  ['GET', '/:user/share/?ids=:id'],
  ['GET', '/:user/shares/:id'],
  ['POST', '/:user/shares/:id/end'],
  ['POST', '/:user/trash/:id/restore'],
  ['POST', '/:user/trash/:id/purge'],
];
/** Pages without an id in their address. */
const OWN: [method: string, path: string][] = [
  ['GET', '/:user/list/5'],
  ['GET', '/:user/upload/'],
  ['POST', '/:user/upload/'],
  ['GET', '/:user/trash/'],
  ['GET', '/:user/shares/'],
  ['POST', '/:user/share/'],
  ['POST', '/:user/shares/'],
  ['POST', '/:user/trash/empty'],
  ['POST', '/:user/account/keys'],
  ['POST', '/:user/account/keys/01kdc7q3v8x2m4n6p8r0s2t4v6/revoke'],
  ['POST', '/:user/account/presets'],
  ['POST', '/:user/account/presets/hero/delete'],
];

const fill = (path: string, { id, user }: { id?: string; user?: string }) => path.replace(':id', id ?? '').replace(':user', user ?? '');
const bodyOf = (method: string, path: string) => {
  if (path.endsWith('/sign')) return { headers: { 'content-type': 'application/json' }, body: '{"format":"jpg"}' };
  if (path.includes('/edit')) return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=eve.jpg' };
  return method === 'PATCH' ? { headers: { 'content-type': 'application/json' }, body: '{"name":"eve.jpg"}' } : {};
};

const untouched = async () => {
  expect(await ada.image(live.id)).toEqual(live);
  expect((await ada.list({ deleted: 'true' })).items).toMatchObject([{ id: trashed.id, state: 'ready', name: trashed.name }]);
};

describe('the image of another owner', () => {
  it.each([...API, ...IIIF])('%s %s answers the same 404 as for an unknown image', async (method, path) => {
    const never = await eve.refused('NOT_FOUND', method, fill(path, { id: '01kdc7q3v8x2m4n6p8r0s2t4v6' }), bodyOf(method, path));
    for (const id of [live.id, trashed.id, 'nonsense', 'a'.repeat(3000), '01KDC7Q3V8X2M4N6P8R0S2T4V6', '%00', "'--"]) {
      const { detail } = await eve.refused('NOT_FOUND', method, fill(path, { id }), bodyOf(method, path));
      expect([detail, 'There is nothing at this address.']).toContain(detail);
      if (id === live.id || id === trashed.id) expect(detail).toBe(never.detail);
    }
    await untouched();
  });

  it.each(PAGES)('%s %s answers 404 under either user name', async (method, path) => {
    const same = async (id: string, user: string) =>
      (await eve.send(method, fill(path, { id, user }), { ...bodyOf(method, path), status: 404 })).text.replace(/[\w-]{12}(?=[^\w-])/g, '');
    const never = await same('01kdc7q3v8x2m4n6p8r0s2t4v6', eve.user.name);
    for (const id of [live.id, trashed.id]) {
      expect(await same(id, eve.user.name)).toBe(never);
      await same(id, ada.user.name);
    }
    await untouched();
  });
});

it.each([...PAGES, ...OWN])('the page %s %s of another user answers the same 404 as a page of an unknown user', async (method, path) => {
  const text = async (user: string) => {
    const answer = await eve.send(method, fill(path, { id: live.id, user }), { status: 404, ...bodyOf(method, path) });
    return answer.text.replaceAll(header(answer, 'x-request-id'), '');
  };
  expect(await text(ada.user.name)).toBe(await text('nobody-has-this-name'));
  await untouched();
});

describe('without a session', () => {
  const refused = (code: ErrorCode, method: string, path: string) => nobody.refused(code, method, path, bodyOf(method, path));

  it.each([
    ...API,
    ['GET', '/api/images'],
    ['POST', '/api/images'],
    ['DELETE', '/api/trash'],
    ['POST', '/api/images/bulk'],
    ['POST', '/api/images/zip'],
    ['GET', '/api/events'],
    ['GET', '/api/usage'],
    ['GET', '/api/transforms'],
    ['GET', '/api/signing-keys'],
    ['POST', '/api/signing-keys'],
    ['DELETE', '/api/signing-keys/:id'],
    ['GET', '/api/presets'],
    ['PUT', '/api/presets/hero'],
    ['DELETE', '/api/presets/hero'],
    ['GET', '/api/drive'],
    ['GET', '/api/shares'],
    ['POST', '/api/shares'],
    ['POST', '/api/shares/preview'],
    ['GET', '/api/shares/:id'],
    ['PATCH', '/api/shares/:id'],
    ['DELETE', '/api/shares/:id'],
    ['GET', '/api/auth/me'],
    ['POST', '/api/auth/logout'],
    ['POST', '/api/auth/password'],
    ['GET', '/api/auth/sessions'],
    ['DELETE', '/api/auth/sessions/:id'],
    ['GET', '/api/auth/tokens'],
    ['POST', '/api/auth/tokens'],
    ['DELETE', '/api/auth/tokens/:id'],
  ])('%s %s: 401', async (method, path) => {
    await refused('NOT_LOGGED_IN', method, fill(path, { id: live.id }));
  });

  it.each(IIIF)('%s %s: 404, as for an unknown image', async (method, path) => {
    const never = await refused('NOT_FOUND', method, fill(path, { id: '01kdc7q3v8x2m4n6p8r0s2t4v6' }));
    for (const id of [live.id, trashed.id]) expect((await refused('NOT_FOUND', method, fill(path, { id }))).detail).toBe(never.detail);
  });

  it.each([...PAGES, ...OWN])('%s %s redirects to the log-in page', async (method, path) => {
    const filled = fill(path, { id: live.id, user: ada.user.name });
    const answer = await nobody.send(method, filled, { ...bodyOf(method, path), status: 303 });
    expect(header(answer, 'location')).toBe(method === 'GET' ? `/login?next=${encodeURIComponent(filled)}` : '/login');
    await untouched();
  });
});

describe('an address that its owner signed', () => {
  it('gives everybody the one image in the one form, whoever is logged in, and nothing else', async () => {
    const make = async (who: Client) =>
      (await who.json('POST', '/api/signing-keys', { name: 'Blog' }, { status: 201 })).json<{ id: string; secret: string }>();
    const [key, theirs] = [await make(ada), await make(eve)];
    const path = `/i/${live.id}._SL99_.jpg`;
    const address = (signed: string, by = key, asked = signed) => {
      const query = signedAddress({ path: signed, end: null }, by).slice(signed.length);
      return asked + query;
    };
    for (const who of [ada, eve, nobody]) {
      await who.get(address(path), { status: 200 });
      for (const other of [
        address(path, theirs),
        address(path, key, `/i/${live.id}._SL98_.jpg`),
        address(`/i/${trashed.id}._SL99_.jpg`),
        `${path}?k=${key.id}&s=`,
      ]) {
        await who.refused('NOT_FOUND', 'GET', other);
      }
    }
    await eve.refused('NOT_FOUND', 'DELETE', `/api/signing-keys/${key.id}`);
    await nobody.refused('NOT_LOGGED_IN', 'GET', address(`/get/${live.id}/o`));
    await ada.send('DELETE', `/api/signing-keys/${key.id}`, { status: 204 });
    for (const who of [ada, eve, nobody]) await who.refused('NOT_FOUND', 'GET', address(path));
    await untouched();
  });
});

describe('headers that only internal services may send', () => {
  it.each([
    { 'x-user-id': 'ADA' },
    { 'x-client-address': '10.0.0.1' },
    { 'x-forwarded-for': '10.0.0.1' },
    { 'x-forwarded-user': 'ADA' },
    { authorization: 'Bearer eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJBREEiLCJhdWQiOiJtZWRpYSIsInNjb3BlIjoicmVhZCJ9.' },
  ])('%j opens nothing', async (forged) => {
    const headers = Object.fromEntries(Object.entries(forged).map(([name, value]) => [name, value.replace('ADA', ada.user.id)]));
    await nobody.refused('NOT_LOGGED_IN', 'GET', `/api/images/${live.id}`, { headers });
    await nobody.refused('NOT_LOGGED_IN', 'GET', '/api/images', { headers });
    if (!('authorization' in forged)) await eve.refused('NOT_FOUND', 'GET', `/get/${live.id}/o`, { headers });
  });

  it('paths of the internal services answer 404', async () => {
    for (const path of [
      '/exchange',
      '/account-log',
      '/signed/i/x.jpg?k=a&s=b',
      '/trash/x/s',
      '/jwks',
      '/.well-known/jwks.json',
      '/metrics',
      '/health/x',
    ]) {
      for (const who of [nobody, eve]) await who.send('GET', path, { status: 404 });
    }
    for (const path of [
      '/api/../exchange',
      '/api/images/../../exchange',
      '/api/%2e%2e/exchange',
      '/api/images/..%2f..%2fexchange',
      '/get/%2e%2e/trash/x/s',
    ]) {
      await eve.refused('NOT_FOUND', 'GET', path);
    }
  });
});

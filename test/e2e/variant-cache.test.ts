import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';
import type { Image } from '#libs/api/image.js';

import { header, type Answer } from '../harness/http/answer.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

// A variant that was requested before is answered from memory. Clients must see no difference but the time.

let drive: TestDrive;
let ada: Client;
let image: Image;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  image = await ready(ada, (await ada.upload(await noise(1600, 1200), { name: 'IMG_0042.JPG' })).id);
  await ada.get(`/get/${image.id}/m`);
});
afterAll(() => drive.close());

async function logIn({ user }: Client): Promise<Client> {
  const answer = await new Client(drive.url).json('POST', '/api/auth/login', { email: user.email, password: PASSWORD });
  return new Client(drive.url, answer.json<LoggedIn>().sessionToken, user);
}

/** Headers without those of the connection, or of this one answer. */
function comparable({ status, headers, bytes }: Answer): unknown {
  return { status, headers: { ...headers, date: '', 'x-request-id': '' }, bytes: bytes.toString('base64') };
}

describe('a cached variant', () => {
  // The second address means the same and is always forwarded to media.
  it.each([
    ['', '?exact=true'],
    ['/m', '/m?exact=true'],
    ['/m?v=1', '/m?v=1&exact'],
    ['/m?v=2', '/m?v=2&exact'],
  ])('%s has the same headers and bytes as %s', async (short, long) => {
    const etag = header(await ada.get(`/get/${image.id}${long}`), 'etag');
    for (const method of ['GET', 'HEAD']) {
      for (const headers of [{}, { 'if-none-match': etag }, { 'if-none-match': '"other"' }] as Record<string, string>[]) {
        const [hot, forwarded] = [short, long].map((rest) => ada.send(method, `/get/${image.id}${rest}`, { headers }));
        expect(comparable(await hot!)).toEqual(comparable(await forwarded!));
      }
    }
  });

  it('is not sent to another user', async () => {
    const bob = await Client.signUp(drive.url);
    await bob.refused('NOT_FOUND', 'GET', `/get/${image.id}/m`);
    await new Client(drive.url).refused('NOT_LOGGED_IN', 'GET', `/get/${image.id}/m`);
  });

  it('is not sent after log-out, nor with a revoked session or token', async () => {
    const leaving = await logIn(ada);
    await leaving.get(`/get/${image.id}/m`);
    await leaving.send('POST', '/api/auth/logout', { status: 204 });
    await leaving.refused('NOT_LOGGED_IN', 'GET', `/get/${image.id}/m`);

    const made = await ada.json('POST', '/api/auth/tokens', { name: 'frame', scopes: ['read'] });
    const { id, token } = made.json<{ id: string; token: string }>();
    const frame = ada.with(token);
    await frame.get(`/get/${image.id}/m`);
    await ada.send('DELETE', `/api/auth/tokens/${id}`, { status: 204 });
    await frame.refused('NOT_LOGGED_IN', 'GET', `/get/${image.id}/m`);
  });

  it('is not sent for a token without the scope read', async () => {
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'camera', scopes: ['upload'] });
    await ada.with(made.json<{ token: string }>().token).refused('SCOPE_MISSING', 'GET', `/get/${image.id}/m`);
  });

  it('has its new name at once after a rename', async () => {
    await ada.get(`/get/${image.id}/s`);
    await ada.json('PATCH', `/api/images/${image.id}`, { name: 'Málaga.jpg' });
    expect(header(await ada.get(`/get/${image.id}/s`), 'content-disposition')).toContain("filename*=UTF-8''M%C3%A1laga-s.jpg");
  });
});

describe('a deleted image', () => {
  it('is 404 right after the delete and back right after the restore, two hundred times', async () => {
    let { generation } = await ada.image(image.id);
    for (let round = 0; round < 200; round++) {
      const asking = Array.from({ length: 4 }, () =>
        fetch(`${drive.url}/get/${image.id}/m`, { headers: { authorization: `Bearer ${ada.token}` } }),
      );
      await ada.send('DELETE', `/api/images/${image.id}`, { status: 204 });
      await ada.refused('NOT_FOUND', 'GET', `/get/${image.id}/m`);
      for (const answer of await Promise.all(asking)) {
        expect([200, 404]).toContain(answer.status);
        await answer.bytes();
      }
      // Requests in flight have not filled the cache again.
      await ada.refused('NOT_FOUND', 'GET', `/get/${image.id}/m`);
      await ada.send('POST', `/api/images/${image.id}/restore`);
      generation += 2;
      for (let again = 0; again < 2; again++) {
        const answer = await ada.get(`/get/${image.id}/m?v=${generation}`);
        expect(header(answer, 'cache-control')).toContain('immutable');
      }
    }
  });

  it('that is deleted permanently is 404, although it was cached', async () => {
    const other = await ready(ada, (await ada.upload(await noise(500, 400))).id);
    for (const size of ['s', 'm', 'l']) await ada.get(`/get/${other.id}/${size}`);
    await ada.send('DELETE', `/api/images/${other.id}?forever=true`, { status: 204 });
    for (const size of ['s', 'm', 'l', 'o']) await ada.refused('NOT_FOUND', 'GET', `/get/${other.id}/${size}`);
  });
});

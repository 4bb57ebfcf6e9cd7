import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { Share, ShareWithImages } from '#libs/api/share.js';

import { header, setCookie, type Answer } from '../harness/http/answer.js';
import type { Client } from '../harness/http/client.js';
import type { TestDrive } from '../harness/drive/drive.js';
import { bytesOf, ShareStage } from '../harness/http/shares.js';

let stage: ShareStage;
let drive: TestDrive;
let ada: Client;
let nobody: Client;
let images: Image[];
beforeAll(async () => {
  stage = await ShareStage.open();
  ({ drive, ada, nobody, images } = stage);
});
afterAll(() => drive.close());

const uploaded = (client?: Client) => stage.uploaded(client);
const share = (body: object) => stage.share(body);
const look = (path: string, status: number, headers?: Record<string, string>) => stage.look(path, status, headers);
const statuses = (paths: readonly string[]) => stage.statuses(paths);

/** Expects the answer to a link that never existed. */
async function gone(page: string): Promise<void> {
  const plain = ({ status, text }: Answer) => ({ status, text });
  const never = plain(await look('/p/0123456789abcdefghijABCD', 404));
  expect(never.text).toContain('Page not found');
  expect(plain(await look(page, 404))).toEqual(never);
  const neverBytes = plain(await look('/p/0123456789abcdefghijABCD/m.jpg', 404));
  expect(plain(await look(`${page}/m.jpg`, 404))).toEqual(neverBytes);
}

describe('a password', () => {
  const PASSWORD = 'only for friends';
  const guess = (page: string, password: string) =>
    nobody.ask('POST', page, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ password }).toString(),
    });
  async function pass(page: string): Promise<Record<string, string>> {
    const answer = await guess(page, PASSWORD);
    expect(answer.status).toBe(303);
    expect(header(answer, 'location')).toBe(page);
    const cookie = setCookie(answer, 'shoebox_share')!;
    expect(cookie).toMatch(new RegExp(`^shoebox_share=\\d+\\.[0-9a-f]{64}; Max-Age=\\d+; Path=${page}; HttpOnly; SameSite=Lax$`));
    return { cookie: cookie.split(';', 1)[0]! };
  }

  it('protects the page and the bytes, and opens both when it is right', async () => {
    const { id, page } = await share({ imageIds: [images[0]!.id, images[1]!.id], password: PASSWORD });
    const question = await look(page, 401);
    expect(question.text).toContain('type="password"');
    for (const secret of ['og:image', images[0]!.id, 'sea']) expect(question.text).not.toContain(secret);
    await look(`${page}/${images[0]!.id}`, 401);
    expect(await statuses(bytesOf(page, images[0]!.id))).toEqual([404, 404, 404, 404]);
    expect((await guess(page, 'wrong')).status).toBe(401);
    const cookie = await pass(page);
    expect((await look(page, 200, cookie)).text).not.toContain('og:image"');
    await look(`${page}/${images[0]!.id}`, 200, cookie);
    expect((await look(`${page}/m.jpg`, 200, cookie)).headers).toMatchObject({ 'cache-control': 'private, max-age=60' });
    await look(`${page}/o.jpg`, 404, cookie);
    expect((await ada.get(`/api/shares/${id}`)).json<Share>()).toMatchObject({ password: true, opened: 1 });
  });

  it('opens no other share, and a new password shuts out visitors with the old one', async () => {
    const { id, page } = await share({ imageIds: [images[0]!.id], password: PASSWORD });
    const other = await share({ imageIds: [images[0]!.id], password: PASSWORD });
    const cookie = await pass(page);
    await look(other.page, 401, cookie);
    const [, until, signature] = /=(\d+)\.(\w+)/.exec(cookie['cookie']!)!;
    await look(page, 401, { cookie: `shoebox_share=${Number(until) + 1}.${signature}` });
    await ada.json('PATCH', `/api/shares/${id}`, { password: 'another one' });
    await look(page, 401, cookie);
    await ada.json('PATCH', `/api/shares/${id}`, { password: null });
    await look(page, 200);
  });

  it('can be guessed ten times, then not for a while, not even rightly', async () => {
    const { page } = await share({ imageIds: [images[0]!.id], password: PASSWORD });
    for (let n = 0; n < 10; n++) expect((await guess(page, `wrong ${n}`)).status).toBe(401);
    const refused = await guess(page, PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(header(refused, 'retry-after'))).toBeGreaterThan(0);
    expect(refused.text).toContain('type="password"');
  });
});

describe('a share', () => {
  it('answers the same 404 as an unknown link once it was ended, from the next request on', async () => {
    const { id, page } = await share({ imageIds: [images[0]!.id] });
    await look(page, 200);
    await ada.send('DELETE', `/api/shares/${id}`, { status: 204 });
    await gone(page);
    await ada.refused('NOT_FOUND', 'GET', `/api/shares/${id}`);
    await ada.refused('NOT_FOUND', 'DELETE', `/api/shares/${id}`);
  });

  it('expires by itself, and opens again with a later expiry', async () => {
    const { id, page } = await share({ imageIds: [images[0]!.id], expiresAt: '2020-01-01T00:00:00+02:00' });
    await gone(page);
    expect((await ada.get(`/api/shares/${id}`)).json<Share>().expiresAt).toBe('2019-12-31T22:00:00.000Z');
    await ada.json('PATCH', `/api/shares/${id}`, { expiresAt: null });
    await look(page, 200);
  });

  it('hides an image in the trash, and shows it again when it is restored', async () => {
    const trashed = await uploaded(ada);
    const alone = await share({ imageIds: [trashed.id] });
    const both = await share({ imageIds: [trashed.id, images[0]!.id] });
    await ada.send('DELETE', `/api/images/${trashed.id}`);
    await gone(alone.page);
    expect((await look(both.page, 200)).text).not.toContain(trashed.id);
    expect(await statuses([`${both.page}/${trashed.id}`, `${both.page}/${trashed.id}/m.jpg`])).toEqual([404, 404]);
    expect((await look(`${both.page}/m.jpg`, 200)).bytes.equals((await ada.get(`/get/${images[0]!.id}/m`)).bytes)).toBe(true);
    expect((await ada.get(`/api/shares/${both.id}`)).json<ShareWithImages>()).toMatchObject({
      imageIds: both.imageIds,
      images: [{ id: images[0]!.id }],
    });
    await ada.send('POST', `/api/images/${trashed.id}/restore`);
    await look(alone.page, 200);
  });

  it('drops an image that was deleted for good', async () => {
    const purged = await uploaded(ada);
    const alone = await share({ imageIds: [purged.id] });
    const both = await share({ imageIds: [purged.id, images[0]!.id] });
    await ada.send('DELETE', `/api/images/${purged.id}?forever=true`);
    await gone(alone.page);
    await ada.refused('NOT_FOUND', 'GET', `/api/shares/${alone.id}`);
    expect((await ada.get(`/api/shares/${both.id}`)).json<Share>().imageIds).toEqual([images[0]!.id]);
    expect(await statuses([`${both.page}/${purged.id}/m.jpg`])).toEqual([404]);
  });
});

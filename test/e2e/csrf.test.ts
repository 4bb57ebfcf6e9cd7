import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { send, setCookie } from '../harness/http/answer.js';
import { checkContract, problemOf } from '../harness/http/contract.js';
import { Client, formOf, newEmail, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const EVIL = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', origin: 'DRIVE' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'DRIVE.evil.example' },
  { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' },
];
const OURS = [{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { origin: 'DRIVE' }, {}];
const headersOf = (headers: object) =>
  Object.fromEntries(Object.entries(headers as Record<string, string>).map(([name, value]) => [name, value.replace('DRIVE', drive.url)]));
const cookie = () => ({ cookie: `shoebox_session=${ada.token}` });

describe('a request that another site makes a browser send with its session', () => {
  it.each(EVIL)('%j changes nothing in the API', async (evil) => {
    const { id } = await ada.upload(await jpeg());
    const headers = { ...cookie(), ...headersOf(evil) };
    for (const [method, path, type, body] of [
      ['POST', '/api/images', 'image/jpeg', await jpeg()],
      ['DELETE', `/api/images/${id}`, '', null],
      ['DELETE', '/api/trash', '', null],
      ['PATCH', `/api/images/${id}`, 'application/json', '{"name":"evil.jpg"}'],
      ['POST', '/api/auth/tokens', 'text/plain', '{"name":"evil","scopes":["read"]}'],
      ['POST', '/api/auth/logout', '', null],
      ['POST', '/api/auth/login', 'application/json', JSON.stringify({ email: ada.user.email, password: PASSWORD })],
      ['POST', '/api/auth/signup', 'application/json', JSON.stringify({ email: newEmail(), password: PASSWORD })],
    ] as const) {
      const answer = await send(drive.url, { method, path, body, headers: { ...headers, ...(type && { 'content-type': type }) } });
      checkContract(answer);
      expect(problemOf(answer).code, `${method} ${path}`).toBe('CROSS_SITE');
      expect(setCookie(answer, 'shoebox_session')).toBeUndefined();
    }
    expect(await ada.image(id)).toMatchObject({ id, name: 'image.jpg' });
  });

  it.each(EVIL)('%j changes nothing through a form', async (evil) => {
    const { id } = await ada.upload(await jpeg());
    const own = `/${ada.user.name}`;
    const before = await ada.ids();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const upload = await formOf([{ bytes: await jpeg() }]);
    for (const [path, headers, body] of [
      [`${own}/delete/${id}`, form, ''],
      [`${own}/trash/empty`, form, ''],
      [`${own}/view/${id}/edit`, form, 'name=evil.jpg'],
      [`${own}/upload/`, upload.headers, upload.body],
      ['/logout', form, ''],
      ['/login', form, new URLSearchParams({ email: ada.user.email, password: PASSWORD }).toString()],
      ['/signup', form, new URLSearchParams({ email: newEmail(), password: PASSWORD }).toString()],
    ] as const) {
      const answer = await send(drive.url, { method: 'POST', path, body, headers: { ...cookie(), ...headers, ...headersOf(evil) } });
      expect(answer.status, path).toBe(403);
      expect(setCookie(answer, 'shoebox_session')).toBeUndefined();
    }
    expect(await ada.ids()).toEqual(before);
  });
});

it.each(OURS)('the drive’s own pages and command-line tools are allowed: %j', async (ours) => {
  const headers = { ...cookie(), ...headersOf(ours) };
  const nobody = new Client(drive.url);
  const image = await nobody.upload(await jpeg(), {}, { headers });
  await nobody.send('DELETE', `/api/images/${image.id}`, { status: 204, headers });
  await nobody.send('POST', `/${ada.user.name}/trash/empty`, { status: 303, headers });
});

it.each(EVIL)('requests with a bearer token and reads are not checked: %j', async (evil) => {
  const headers = headersOf(evil);
  const { id } = await ada.upload(await jpeg(), {}, { headers });
  await ada.send('DELETE', `/api/images/${id}?forever=true`, { status: 204, headers });
  const answer = await send(drive.url, { method: 'GET', path: '/api/images', headers: { ...cookie(), ...headers } });
  expect(answer.status).toBe(200);
  // CORS headers would let the other site read the answer.
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

it('there is no GET for log-out, delete and restore', async () => {
  const { id } = await ada.upload(await jpeg());
  await ada.send('GET', '/logout', { status: 404 });
  await ada.refused('METHOD_NOT_ALLOWED', 'GET', '/api/auth/logout');
  await ada.refused('METHOD_NOT_ALLOWED', 'GET', `/api/images/${id}/restore`);
  for (const path of [`trash/${id}/purge`, 'trash/empty', `trash/${id}/restore`]) {
    await ada.send('GET', `/${ada.user.name}/${path}`, { status: 404 });
  }
  await ada.get(`/${ada.user.name}/delete/${id}`);
  await ada.image(id);
});

import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { header, setCookie } from '../harness/http/answer.js';
import { Client, formOf } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { ready, settled, until } from '../harness/http/until.js';

interface Line {
  msg: string;
  service?: string;
  reqId?: string;
  level?: number;
}

/** Nobody who reads the log may find any of these in it. */
const secrets: Record<string, string> = {
  email: 'canary-mail@example.org',
  password: 'canary-password-1 with spaces',
  'next password': 'canary-password-2 with spaces',
  'wrong password': 'canary-wrong-password',
  'file name': 'canary-file-name.jpg',
  'token name': 'canary-token-name',
  search: 'canary-search',
};

// Its own, since only what it prints itself can be read here; at the level that says most.
let drive: TestDrive;
beforeAll(async () => {
  drive = await startDrive({ env: { SHOEBOX_LOG_LEVEL: 'debug', SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_INTERNAL_PORT: '0' } });
});
afterAll(() => drive.close());

it('has a line with an id for every request, one id in every service, and no secret in any, also when things go wrong', async () => {
  const ada = await everyWay();
  await everyError(ada);
  for (const [path, service] of [
    [`/${ada.user.name}/list/5/`, 'media'],
    ['/api/auth/me', 'auth'],
  ] as const) {
    const id = header(await ada.get(path), 'x-request-id');
    const services = () => requests().flatMap(({ reqId, service: said }) => (reqId === id ? [said] : []));
    await until(async () => (services().includes('gateway') && services().includes(service) ? true : null));
  }
  await drive.stop();

  const all = drive.lines.join('\n');
  for (const [name, secret] of Object.entries(secrets)) {
    for (const form of [secret, encodeURIComponent(secret), secret.replaceAll(' ', '+'), JSON.stringify(secret).slice(1, -1)]) {
      expect(
        drive.lines.filter((line) => line.includes(form)),
        `the ${name} is in the log`,
      ).toEqual([]);
    }
  }
  expect(all).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  for (const line of requests()) expect(line.reqId, JSON.stringify(line)).toMatch(/^[\w-]{8,64}$/);
  // The errors were in it, with what it takes to find their cause.
  expect(lines().filter(({ level }) => level === 50).length).toBeGreaterThan(0);
});

/** The main ways through the drive. */
async function everyWay(): Promise<Client> {
  const { email, password } = secrets as { email: string; password: string };
  const ada = await Client.signUp(drive.url, email);
  await ada.json('POST', '/api/auth/password', { current: 'correct horse battery staple', next: password });
  const form = {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email, password }).toString(),
  };
  const page = await new Client(drive.url).send('POST', '/login', { status: 303, ...form });
  const cookie = /^[^=]+=([^;]+)/.exec(setCookie(page, 'shoebox_session')!)![1]!;
  await new Client(drive.url).get(`/${ada.user.name}/trash/`, { headers: { cookie: `shoebox_session=${cookie}` } });
  const made = (await ada.json('POST', '/api/auth/tokens', { name: secrets['token name'], scopes: ['read', 'upload'] })).json<{
    token: string;
  }>();
  Object.assign(secrets, { 'session token': ada.token, cookie, 'named token': made.token });
  const tool = ada.with(made.token);
  const { id } = await ready(tool, (await tool.upload(await jpeg(), { name: secrets['file name']! })).id);
  await tool.send('POST', '/api/images', { status: 201, ...(await formOf([{ bytes: await jpeg(), name: secrets['file name']! }])) });
  await ada.get(`/get/${id}/m?download`);
  await ada.get(`/${ada.user.name}/view/${id}/s`);
  await ada.get(`/api/images?q=${secrets['search']}`);
  await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
  return ada;
}

/** And how it goes wrong: by who asks, by the picture, and by the disk. */
async function everyError(ada: Client): Promise<void> {
  const email = secrets['email']!;
  const nobody = new Client(drive.url);
  await nobody.refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email, password: secrets['wrong password'] });
  await nobody.refusedJson('BAD_REQUEST', 'POST', '/api/auth/login', `{"email":"${email}","password":"${secrets['wrong password']}"`);
  await nobody.refusedJson('EMAIL_TAKEN', 'POST', '/api/auth/signup', { email, password: secrets['password'] });
  await nobody.with(`${ada.token}x`).refused('NOT_LOGGED_IN', 'GET', '/api/auth/me');
  await nobody.get(`/login?next=/${secrets['search']}`);
  await ada.refused('UNSUPPORTED_TYPE', 'POST', `/api/images?name=${secrets['file name']}`, { body: Buffer.from('no picture'.repeat(10)) });
  await settled(ada, (await ada.upload(await cutJpeg(), { name: secrets['file name']! })).id);
  const { id } = await ready(ada, (await ada.upload(await jpeg(), { name: secrets['file name']! })).id);
  await rm(join(drive.dataDir!, 'objects'), { recursive: true });
  await ada.refused('UNAVAILABLE', 'GET', `/get/${id}/o?download`);
  await rm(join(drive.dataDir!, 'tmp'), { recursive: true });
  const upload = await ada.send('POST', `/api/images?name=${secrets['file name']}`, { status: 500, body: await jpeg() }).catch(() => null);
  expect(upload?.status ?? 500).toBeGreaterThanOrEqual(500);
}

const lines = (): Line[] => drive.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
const requests = () => lines().filter(({ msg }) => msg === 'request');

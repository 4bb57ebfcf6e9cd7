import { afterAll, beforeAll, expect, it } from 'vitest';

import type { ErrorCode } from '#libs/api/errors.js';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';

// Behind a proxy, so that each call may come from an address of its own. The limits last for an hour: no drive that was running already.
let drive: TestDrive;
let nobody: Client;
beforeAll(async () => {
  drive = await startDrive({ env: { SHOEBOX_TRUST_PROXY: '1' } });
  nobody = new Client(drive.url);
});
afterAll(() => drive.close());

const post = (path: string, from: string, body: object) => ({
  method: 'POST',
  path,
  options: { headers: { 'content-type': 'application/json', 'x-forwarded-for': from }, body: JSON.stringify(body) },
});
const passes = ({ method, path, options }: ReturnType<typeof post>) => nobody.send(method, path, options);
const fails = (code: ErrorCode, { method, path, options }: ReturnType<typeof post>) => nobody.refused(code, method, path, options);
const logIn = (from: string, email: string, password: string) => post('/api/auth/login', from, { email, password });

it('one address signs up a hundred times an hour, taken e-mails counted, and another goes on', async () => {
  const email = newEmail();
  const signUp = (from: string, who: string) => post('/api/auth/signup', from, { email: who, password: PASSWORD });
  await passes(signUp('192.0.2.1', email));
  for (let count = 1; count < 100; count++) await fails('EMAIL_TAKEN', signUp('192.0.2.1', email));
  const { headers } = await fails('RATE_LIMITED', signUp('192.0.2.1', newEmail()));
  expect(Number(headers['retry-after'])).toBeGreaterThan(3000);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3600);
  await passes(signUp('192.0.2.2', newEmail()));
});

it('one address guesses wrong fifty times, whatever the account, and right ones do not count', async () => {
  const { user } = await Client.signUp(drive.url);
  for (let count = 0; count < 3; count++) await passes(logIn('198.51.100.1', user.email, PASSWORD));
  for (let count = 0; count < 50; count++) await fails('BAD_CREDENTIALS', logIn('198.51.100.1', newEmail(), 'wrong'));
  const { headers } = await fails('RATE_LIMITED', logIn('198.51.100.1', newEmail(), 'wrong'));
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900);
  await fails('RATE_LIMITED', logIn('198.51.100.1', user.email, PASSWORD));
  await passes(logIn('198.51.100.2', user.email, PASSWORD));
});

it('one account is guessed wrong ten times, wherever from', async () => {
  const { user } = await Client.signUp(drive.url);
  for (let count = 0; count < 12; count++) await passes(logIn('203.0.113.1', user.name, PASSWORD));
  for (let count = 0; count < 10; count++)
    await fails('BAD_CREDENTIALS', logIn(`203.0.113.${count}`, count % 2 ? user.name : user.email, 'x'));
  await fails('RATE_LIMITED', logIn('203.0.113.99', user.email, PASSWORD));
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';
import { RESERVED_NAMES } from '#libs/api/account.js';

import { header, setCookie } from '../harness/http/answer.js';
import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';

let drive: TestDrive;
let nobody: Client;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  nobody = new Client(drive.url);
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const logIn = async (email: string, password = PASSWORD) =>
  (await nobody.json('POST', '/api/auth/login', { email, password }, { status: 200 })).json<LoggedIn>();

describe('signing up', () => {
  it('returns the account, a session and its cookie', async () => {
    const email = newEmail();
    const answer = await nobody.json('POST', '/api/auth/signup', { email, password: PASSWORD }, { status: 201 });
    const { user, sessionToken, expiresAt } = answer.json<LoggedIn>();
    expect(user).toMatchObject({ email, name: email.split('@')[0] });
    const cookie = setCookie(answer, 'shoebox_session')!;
    expect(cookie).toContain(`shoebox_session=${sessionToken};`);
    for (const attribute of ['Path=/', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(attribute);
    expect(cookie).not.toMatch(/Secure|Domain/);
    const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect((await nobody.with(sessionToken).get('/api/auth/me')).json()).toEqual({ user });
    const byCookie = await nobody.get('/api/auth/me', { headers: { cookie: `other=1; shoebox_session=${sessionToken}` } });
    expect(byCookie.json()).toEqual({ user });
  });

  it('accepts an e-mail once, ignoring case and spaces', async () => {
    const { email } = ada.user;
    for (const same of [email, email.toUpperCase(), `  ${email} `]) {
      await nobody.refusedJson('EMAIL_TAKEN', 'POST', '/api/auth/signup', { email: same, password: PASSWORD });
    }
  });

  it('creates one account for five simultaneous sign-ups with the same e-mail', async () => {
    const body = JSON.stringify({ email: newEmail(), password: PASSWORD });
    const headers = { 'content-type': 'application/json' };
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await fetch(`${drive.url}/api/auth/signup`, { method: 'POST', headers, body })).status),
    );
    expect(statuses.sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('gives two people with the same part before the @ different names', async () => {
    const [local] = newEmail().split('@');
    const names = [];
    for (const host of ['one.example', 'two.example', 'three.example']) {
      names.push((await Client.signUp(drive.url, `${local}@${host}`)).user.name);
    }
    expect(names).toEqual([local, `${local}-2`, `${local}-3`]);
  });

  it.each(['login', 'api', 'get', 'favicon.ico', 'assets'])('never gives the reserved name %s', async (reserved) => {
    const { user } = await Client.signUp(drive.url, `${reserved}@${newEmail().replace('@', '.')}`);
    expect(RESERVED_NAMES.has(user.name)).toBe(false);
    expect(user.name).toMatch(new RegExp(`^${reserved}-\\d+$`));
  });

  it.each([
    ['Ada.Lovelace+photos', /^ada\.lovelace-photos(-\d+)?$/],
    ['Zoë', /^zoe(-\d+)?$/],
    ['_.._', /^user(-\d+)?$/],
    ['名前', /^user(-\d+)?$/],
    ['x'.repeat(60), /^(x{32}|x{28,30}-\d{1,3})$/],
  ])('makes the name of %s safe for a path', async (local, safe) => {
    // With a number on a drive where somebody has the name already.
    expect((await Client.signUp(drive.url, `${local}@${newEmail().replace('@', '.')}`)).user.name).toMatch(safe);
  });

  it.each(['', 'ada', 'ada@', '@example.org', 'a b@example.org', 'ada@exam\nple.org', `${'x'.repeat(300)}@example.org`, '<b>@x.org'])(
    'refuses %j as an e-mail',
    async (email) => {
      await nobody.refusedJson('BAD_EMAIL', 'POST', '/api/auth/signup', { email, password: PASSWORD });
    },
  );

  it.each(['', 'short', '1234567', '12345678', 'password', 'Password1', 'qwertyuiop', 'aaaaaaaaaaaa', 'shoebox123'])(
    'refuses the password %j',
    async (password) => {
      await nobody.refusedJson('WEAK_PASSWORD', 'POST', '/api/auth/signup', { email: newEmail(), password });
    },
  );

  it('refuses the e-mail itself as a password', async () => {
    const email = newEmail();
    await nobody.refusedJson('WEAK_PASSWORD', 'POST', '/api/auth/signup', { email, password: email });
  });

  it.each([{}, { email: 'a@b.c' }, { email: 'a@b.c', password: 12345678 }, { email: { $ne: null }, password: { $ne: null } }, [], null])(
    'refuses %j',
    async (body) => {
      await nobody.refusedJson('BAD_REQUEST', 'POST', '/api/auth/signup', body);
    },
  );

  it.each(['role', 'id', 'name', '__proto__x', 'quota'])('refuses the unknown field %s', async (field) => {
    const body = { email: newEmail(), password: PASSWORD, [field]: 'admin' };
    await nobody.refusedJson('BAD_REQUEST', 'POST', '/api/auth/signup', body);
    await nobody.refusedJson('BAD_REQUEST', 'POST', '/api/auth/login', body);
  });
});

describe('logging in', () => {
  it('works by e-mail and by user name', async () => {
    for (const who of [ada.user.email, ada.user.email.toUpperCase(), ada.user.name]) {
      expect((await logIn(who)).user).toEqual(ada.user);
    }
  });

  it('starts a new session each time', async () => {
    const headers = { cookie: `shoebox_session=${ada.token}` };
    const body = { email: ada.user.email, password: PASSWORD };
    const answer = await nobody.json('POST', '/api/auth/login', body, { status: 200, headers });
    expect(answer.json<LoggedIn>().sessionToken).not.toBe(ada.token);
    expect(setCookie(answer, 'shoebox_session')).toContain(answer.json<LoggedIn>().sessionToken);
  });

  it('gives the same response for a wrong password and an unknown e-mail', async () => {
    const wrong = await nobody.refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: ada.user.email, password: 'wrong' });
    const unknown = await nobody.refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: newEmail(), password: 'wrong' });
    expect({ ...wrong, requestId: '', headers: {} }).toEqual({ ...unknown, requestId: '', headers: {} });
    expect(Object.keys(wrong.headers)).toEqual(Object.keys(unknown.headers));
  });
});

describe('logging out', () => {
  it('ends the session immediately, and tells the browser to clear its cache', async () => {
    const eve = nobody.with((await logIn(ada.user.email)).sessionToken);
    await eve.get('/api/auth/me');
    const answer = await eve.send('POST', '/api/auth/logout', { status: 204 });
    expect(header(answer, 'clear-site-data')).toBe('"cache"');
    expect(setCookie(answer, 'shoebox_session')).toMatch(/^shoebox_session=; .*Max-Age=0/);
    await eve.refused('NOT_LOGGED_IN', 'GET', '/api/auth/me');
    await eve.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    await eve.refused('NOT_LOGGED_IN', 'POST', '/api/auth/logout');
  });
});

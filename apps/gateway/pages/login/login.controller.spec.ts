import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ADA, authAnswer, type Gateway, openGateway, sendJson, sendProblem, text } from '../../gateway.fixture.js';
import { form, NAUGHTY, NOBODY } from '../pages.fixture.js';

describe('the start address', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  it.each([
    ['a person who is logged in to their pictures', {}, '/ada/list/5'],
    ['anybody else to the log-in', NOBODY, '/login'],
  ])('/ redirects %s', async (_who, headers, location) => {
    const response = await gateway.send('/', { headers });
    expect([response.status, response.headers.location]).toEqual([303, location]);
    const head = await gateway.send('/', { method: 'HEAD', headers });
    expect([head.status, head.headers.location, head.headers['content-length']]).toEqual([303, location, '0']);
  });
});

it.each(['%0a', '%E2%82%AC', '%73bs_ada'])('a cookie with the value %s is opaque text, in a session and in a share', async (value) => {
  const gateway = await openGateway();
  const seen: (string | undefined)[] = [];
  gateway.media.answer = (request, response) => {
    seen.push(request.headers['x-share-proof'] as string | undefined);
    sendProblem(response, 404, 'NOT_FOUND');
  };
  const session = await gateway.send('/', { headers: { authorization: '', cookie: `shoebox_session=${value}` } });
  expect(session.headers.location).toBe('/login');
  const share = await gateway.send(`/p/${'A'.repeat(24)}`, { headers: { cookie: `shoebox_share=${value}` } });
  expect([share.status, seen]).toEqual([404, [value]]);
  await gateway.close();
});

describe('log-in', () => {
  let gateway: Gateway;
  let asked: unknown;
  let device: unknown;
  beforeAll(async () => {
    gateway = await openGateway();
    const rest = authAnswer();
    gateway.auth.answer = async (request, response) => {
      if (request.url !== '/api/auth/login') return rest(request, response);
      const sent = JSON.parse(await text(request)) as { email: string; password: string };
      asked = sent;
      if (sent.password === 'many') return sendProblem(response, 429, 'RATE_LIMITED', { 'retry-after': '900' });
      if (sent.password !== 'right') return sendProblem(response, 401, 'BAD_CREDENTIALS');
      device = request.headers['x-device-cookie'];
      sendJson(response, 200, { user: ADA, sessionToken: 'sbs_new', expiresAt: '2026-12-01T00:00:00.000Z', deviceCookie: 'device' });
    };
  });
  afterAll(() => gateway.close());

  const logIn = (fields: Record<string, string>) => {
    const sending = form(fields);
    return gateway.send('/login', { ...sending, headers: { ...sending.headers, ...NOBODY } });
  };

  it('is a form that password managers recognise', async () => {
    const { status, headers, text: page } = await gateway.send('/login/', { headers: NOBODY });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(page).toMatch(/^<!doctype html><html lang="en">/);
    expect(page).toContain('autocomplete="username"');
    expect(page).toContain('autocomplete="current-password"');
    expect(page).toContain('<title>Log in · Shoebox</title>');
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/);
  });

  it('redirects home with a session', async () => {
    const response = await gateway.send('/login');
    expect([response.status, response.headers.location]).toEqual([303, '/']);
  });

  it('sends the device cookie to auth', async () => {
    const sending = form({ email: 'ada', password: 'right' });
    await gateway.send('/login', { ...sending, headers: { ...sending.headers, authorization: '', cookie: 'shoebox_device=mine' } });
    expect(device).toBe('mine');
  });

  it('sets the cookies and redirects home', async () => {
    const response = await logIn({ email: 'ada', password: 'right' });
    expect([response.status, response.headers.location]).toEqual([303, '/']);
    expect(response.headers['set-cookie']?.[0]).toMatch(/^shoebox_session=sbs_new; .*HttpOnly/);
    expect(response.headers['set-cookie']?.[1]).toMatch(/^shoebox_device=device; .*HttpOnly/);
    expect(asked).toEqual({ email: 'ada', password: 'right' });
  });

  it.each([
    ['/ada/trash/?before=x', '/ada/trash/?before=x'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('redirects from next=%s to %s', async (next, location) => {
    const page = await gateway.send(`/login?next=${encodeURIComponent(next)}`, { headers: NOBODY });
    expect(page.text.includes('name="next"')).toBe(location !== '/');
    expect((await logIn({ email: 'ada', password: 'right', next })).headers.location).toBe(location);
  });

  it('shows the form with the e-mail and without the password after a failure', async () => {
    const { status, headers, text: page } = await logIn({ email: NAUGHTY, password: 'wr0ng-secret', next: '/ada/trash' });
    expect(status).toBe(401);
    expect(headers['set-cookie']).toBeUndefined();
    expect(page).toContain('role="alert"');
    expect(page).toContain('Wrong e-mail or password');
    expect(page).toContain('value="&lt;script>alert(1)&lt;/script>&quot;');
    expect(page).toContain('value="/ada/trash"');
    expect(page).not.toContain('wr0ng-secret');
  });

  it('sends retry-after after too many attempts', async () => {
    const { status, headers } = await logIn({ email: 'ada', password: 'many' });
    expect([status, headers['retry-after']]).toEqual([429, '900']);
  });

  it.each([
    [{ email: 'ada', password: 'right', admin: '1' }, 400],
    [{ email: 'ada' }, 400],
    [{ email: 'ada', password: 'x'.repeat(20_000) }, 413],
  ])('refuses an invalid form', async (fields, status) => {
    expect((await logIn(fields as Record<string, string>)).status).toBe(status);
  });

  it('accepts only forms', async () => {
    const headers = { 'content-type': 'application/json', ...NOBODY };
    expect((await gateway.send('/login', { method: 'POST', headers, body: '{"email":"ada","password":"right"}' })).status).toBe(415);
  });
});

describe('sign-up', () => {
  let gateway: Gateway;
  const STATUS: Record<string, number> = { EMAIL_TAKEN: 409, WEAK_PASSWORD: 422, BAD_EMAIL: 422, SIGN_UP_CLOSED: 403, INVITE_ENDED: 403 };
  beforeAll(async () => {
    gateway = await openGateway();
    // The password, or else the invitation, is the code that auth answers with.
    gateway.auth.answer = async (request, response) => {
      const { password, invite = '' } = JSON.parse(await text(request)) as { password?: string; invite?: string };
      const code = password ?? invite;
      if (STATUS[code]) return sendProblem(response, STATUS[code], code);
      if (request.url === '/admission') return void response.writeHead(code === 'away' ? 503 : 204).end();
      sendJson(response, 201, { user: ADA, sessionToken: 'sbs_new', expiresAt: '2026-12-01T00:00:00.000Z', deviceCookie: 'device' });
    };
  });
  afterAll(() => gateway.close());

  const signUp = (password: string) => {
    const sending = form({ email: 'ada@example.org', password });
    return gateway.send('/signup', { ...sending, headers: { ...sending.headers, ...NOBODY } });
  };

  it('is a form', async () => {
    const { status, text: page } = await gateway.send('/signup', { headers: NOBODY });
    expect(status).toBe(200);
    expect(page).toContain('autocomplete="new-password"');
    expect(page).toContain('aria-describedby="password-hint"');
  });

  it('starts a session for the new account', async () => {
    const { status, headers } = await signUp('a good long one');
    expect([status, headers.location]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(/^shoebox_session=sbs_new;/);
  });

  it.each([
    ['EMAIL_TAKEN', 409, 'email'],
    ['BAD_EMAIL', 422, 'email'],
    ['WEAK_PASSWORD', 422, 'password'],
  ])('shows the error %s at its field', async (code, status, field) => {
    const response = await signUp(code);
    expect(response.status).toBe(status);
    expect(response.text).toContain(`id="${field}-error"`);
    expect(response.text).toMatch(new RegExp(`<input[^>]*name="${field}"[^>]*aria-describedby="${field}-error`));
    expect(response.text).toContain('value="ada@example.org"');
    expect(response.text).not.toContain(`value="${code}"`);
  });

  it('keeps the token of an invitation, also after a failure', async () => {
    const { headers, text: page } = await gateway.send('/invite/sbi_one"two', { headers: NOBODY });
    expect(page).toContain('<input type="hidden" name="invite" value="sbi_one&quot;two"');
    expect(headers['x-robots-tag']).toBe('noindex, nofollow');
    const sending = form({ email: 'ada@example.org', password: 'WEAK_PASSWORD', invite: 'sbi_one' });
    const response = await gateway.send('/signup', { ...sending, headers: { ...sending.headers, ...NOBODY } });
    expect(response.status).toBe(422);
    expect(response.text).toContain('name="invite" value="sbi_one"');
    expect((await gateway.send('/signup', { headers: NOBODY })).text).not.toContain('name="invite"');
  });

  it('shows the reason instead of the form when no account can be created', async () => {
    const refused = [await gateway.send('/invite/INVITE_ENDED', { headers: NOBODY }), await signUp('SIGN_UP_CLOSED')];
    const titles = ['This invitation has expired', 'This drive does not accept new accounts'];
    for (const [index, { status, text: page }] of refused.entries()) {
      expect([status, page]).toEqual([403, expect.stringContaining(`<h1>${titles[index]}</h1>`)]);
      expect(page).not.toContain('<input');
    }
    expect((await gateway.send('/invite/away', { headers: NOBODY })).status).toBe(503);
  });
});

describe('log-out', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  it('ends the session at auth and in the browser', async () => {
    const { status, headers } = await gateway.send('/logout', { method: 'POST' });
    expect([status, headers.location]).toEqual([303, '/login']);
    expect(gateway.auth.count('/api/auth/logout')).toBe(1);
    expect(headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect(headers['clear-site-data']).toBe('"cache"');
  });

  it('deletes a cookie that is no longer valid', async () => {
    const { status, headers } = await gateway.send('/logout', { method: 'POST', headers: NOBODY });
    expect(status).toBe(303);
    expect(headers['set-cookie']?.[0]).toContain('Max-Age=0');
  });

  it('does not accept GET: an image on another page could log people out', async () => {
    expect((await gateway.send('/logout')).status).toBeGreaterThanOrEqual(404);
  });
});

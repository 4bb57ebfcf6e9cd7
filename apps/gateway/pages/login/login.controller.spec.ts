import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ADA, authAnswer, openGateway, sendJson, sendProblem, text, type Gateway } from '../../gateway.fixture.js';
import { form, NAUGHTY, NOBODY } from '../pages.fixture.js';

let gateway: Gateway;
let asked: unknown;
beforeAll(async () => {
  gateway = await openGateway();
  const rest = authAnswer();
  gateway.auth.answer = async (request, response) => {
    if (request.url !== '/api/auth/login') return rest(request, response);
    const sent = JSON.parse(await text(request)) as { email: string; password: string };
    asked = sent;
    if (sent.password === 'many') return sendProblem(response, 429, 'RATE_LIMITED', { 'retry-after': '900' });
    if (sent.password !== 'right') return sendProblem(response, 401, 'BAD_CREDENTIALS');
    sendJson(response, 200, { user: ADA, sessionToken: 'sbs_new', expiresAt: '2026-12-01T00:00:00.000Z' });
  };
});
afterAll(() => gateway.close());

const logIn = (fields: Record<string, string>) => {
  const sending = form(fields);
  return gateway.send('/login', { ...sending, headers: { ...sending.headers, ...NOBODY } });
};

describe('the log-in', () => {
  it('is a form that password managers know', async () => {
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

  it('is not shown to who is logged in', async () => {
    const response = await gateway.send('/login');
    expect([response.status, response.headers.location]).toEqual([303, '/']);
  });

  it('sets the cookie and goes home', async () => {
    const response = await logIn({ email: 'ada', password: 'right' });
    expect([response.status, response.headers.location]).toEqual([303, '/']);
    expect(response.headers['set-cookie']?.[0]).toMatch(/^shoebox_session=sbs_new; .*HttpOnly/);
    expect(asked).toEqual({ email: 'ada', password: 'right' });
  });

  it.each([
    ['/ada/trash/?before=x', '/ada/trash/?before=x'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('goes from next=%s to %s', async (next, location) => {
    const page = await gateway.send(`/login?next=${encodeURIComponent(next)}`, { headers: NOBODY });
    expect(page.text.includes('name="next"')).toBe(location !== '/');
    expect((await logIn({ email: 'ada', password: 'right', next })).headers.location).toBe(location);
  });

  it('that failed is the form again, with the e-mail and without the password', async () => {
    const { status, headers, text: page } = await logIn({ email: NAUGHTY, password: 'wr0ng-secret', next: '/ada/trash' });
    expect(status).toBe(401);
    expect(headers['set-cookie']).toBeUndefined();
    expect(page).toContain('role="alert"');
    expect(page).toContain('Wrong e-mail or password');
    expect(page).toContain('value="&lt;script>alert(1)&lt;/script>&quot;');
    expect(page).toContain('value="/ada/trash"');
    expect(page).not.toContain('wr0ng-secret');
  });

  it('says when to come back after too many tries', async () => {
    const { status, headers } = await logIn({ email: 'ada', password: 'many' });
    expect([status, headers['retry-after']]).toEqual([429, '900']);
  });

  it.each([
    [{ email: 'ada', password: 'right', admin: '1' }, 400],
    [{ email: 'ada' }, 400],
    [{ email: 'ada', password: 'x'.repeat(200_000) }, 413],
  ])('refuses a form that is not right', async (fields, status) => {
    expect((await logIn(fields as Record<string, string>)).status).toBe(status);
  });

  it('takes forms only', async () => {
    const headers = { 'content-type': 'application/json', ...NOBODY };
    expect((await gateway.send('/login', { method: 'POST', headers, body: '{"email":"ada","password":"right"}' })).status).toBe(415);
  });
});

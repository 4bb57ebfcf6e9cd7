import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ADA, openGateway, sendJson, sendProblem, text, type Gateway } from '../gateway.fixture.js';
import { form, NOBODY } from './pages.fixture.js';

let gateway: Gateway;
const STATUS: Record<string, number> = { EMAIL_TAKEN: 409, WEAK_PASSWORD: 422, BAD_EMAIL: 422, SIGN_UP_CLOSED: 403, INVITE_ENDED: 403 };
beforeAll(async () => {
  gateway = await openGateway();
  // The password says what auth is to answer, and before there is one the invitation.
  gateway.auth.answer = async (request, response) => {
    const { password, invite = '' } = JSON.parse(await text(request)) as { password?: string; invite?: string };
    const code = password ?? invite;
    if (STATUS[code]) return sendProblem(response, STATUS[code], code);
    if (request.url === '/admission') return void response.writeHead(code === 'away' ? 503 : 204).end();
    sendJson(response, 201, { user: ADA, sessionToken: 'sbs_new', expiresAt: '2026-12-01T00:00:00.000Z' });
  };
});
afterAll(() => gateway.close());

const signUp = (password: string) => {
  const sending = form({ email: 'ada@example.org', password });
  return gateway.send('/signup', { ...sending, headers: { ...sending.headers, ...NOBODY } });
};

describe('the sign-up', () => {
  it('is a form', async () => {
    const { status, text: page } = await gateway.send('/signup', { headers: NOBODY });
    expect(status).toBe(200);
    expect(page).toContain('autocomplete="new-password"');
    expect(page).toContain('aria-describedby="password-hint"');
  });

  it('logs in who has just signed up', async () => {
    const { status, headers } = await signUp('a good long one');
    expect([status, headers.location]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(/^shoebox_session=sbs_new;/);
  });

  it.each([
    ['EMAIL_TAKEN', 409, 'email'],
    ['BAD_EMAIL', 422, 'email'],
    ['WEAK_PASSWORD', 422, 'password'],
  ])('that failed with %s is the form again, and the error belongs to its field', async (code, status, field) => {
    const response = await signUp(code);
    expect(response.status).toBe(status);
    expect(response.text).toContain(`id="${field}-error"`);
    expect(response.text).toMatch(new RegExp(`<input[^>]*name="${field}"[^>]*aria-describedby="${field}-error`));
    expect(response.text).toContain('value="ada@example.org"');
    expect(response.text).not.toContain(`value="${code}"`);
  });

  it('by a link carries its token along, also when it did not work', async () => {
    const { headers, text: page } = await gateway.send('/invite/sbi_one"two', { headers: NOBODY });
    expect(page).toContain('<input type="hidden" name="invite" value="sbi_one&quot;two"');
    expect(headers['x-robots-tag']).toBe('noindex, nofollow');
    const sending = form({ email: 'ada@example.org', password: 'WEAK_PASSWORD', invite: 'sbi_one' });
    const response = await gateway.send('/signup', { ...sending, headers: { ...sending.headers, ...NOBODY } });
    expect(response.status).toBe(422);
    expect(response.text).toContain('name="invite" value="sbi_one"');
    expect((await gateway.send('/signup', { headers: NOBODY })).text).not.toContain('name="invite"');
  });

  it('says why there is none, in the place of fields that would be filled in for nothing', async () => {
    const refused = [await gateway.send('/invite/INVITE_ENDED', { headers: NOBODY }), await signUp('SIGN_UP_CLOSED')];
    const titles = ['This invitation has expired', 'This drive does not accept new accounts'];
    for (const [index, { status, text: page }] of refused.entries()) {
      expect([status, page]).toEqual([403, expect.stringContaining(`<h1>${titles[index]}</h1>`)]);
      expect(page).not.toContain('<input');
    }
    expect((await gateway.send('/invite/away', { headers: NOBODY })).status).toBe(503);
  });
});

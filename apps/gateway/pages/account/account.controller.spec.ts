import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { authAnswer, openGateway, text as bodyOf, type Gateway } from '../../gateway.fixture.js';
import { form, mediaAnswers, NAUGHTY, send, type Answer } from '../pages.fixture.js';

const OTHER = '01kdc7q3v8x2m4n6p8r0s2t4v9';
const AT = '2026-05-18T10:00:00.000Z';
const session = (id: string, current: boolean) => ({
  id,
  device: 'Firefox on Linux',
  createdAt: AT,
  lastUsedAt: AT,
  expiresAt: AT,
  current,
});
const token = (change: object) => ({
  id: OTHER,
  name: 'Backup',
  scopes: ['read'],
  createdAt: AT,
  lastUsedAt: null,
  expiresAt: null,
  ...change,
});

let gateway: Gateway;
let auth: Record<string, Answer>;
let sent: unknown;
beforeAll(async () => {
  gateway = await openGateway();
  const exchange = authAnswer();
  gateway.auth.answer = async (request, response) => {
    if (request.url === '/exchange') return exchange(request, response);
    const body = await bodyOf(request);
    if (body !== '') sent = JSON.parse(body);
    send(response, auth[`${request.method} ${request.url}`]);
  };
});
afterAll(() => gateway.close());
beforeEach(() => {
  auth = {
    'GET /api/auth/sessions': { body: { items: [session('s1', true), session(OTHER, false)] } },
    'GET /api/auth/tokens': { body: { items: [] } },
    'GET /api/auth/log': { body: { items: [] } },
  };
  usage({});
});
const usage = (change: object, drive: object = { lastBackup: null, lastVerify: null }) =>
  mediaAnswers(gateway, {
    'GET /api/usage': { body: { images: 3, bytes: 4_404_019, trashed: 0, quota: null, ...change } },
    'GET /api/drive': { body: { clock: null, ...drive } },
  });

describe('the account page', () => {
  it('says until when nothing is deleted by age after a jump of the clock', async () => {
    usage({}, { lastBackup: null, lastVerify: null, clock: { heldUntil: AT, lastSeen: AT } });
    expect((await gateway.send('/ada/account/')).text).toContain('The clock of the drive jumped.');
    usage({});
    expect((await gateway.send('/ada/account/')).text).not.toContain('The clock of the drive jumped.');
  });

  it('shows log-ins and changes', async () => {
    const event = { at: AT, address: '192.0.2.7', device: 'Firefox on Linux', detail: null };
    const items = [
      { ...event, id: '1', what: 'token-created', detail: NAUGHTY },
      { ...event, id: '2', what: 'password-reset', address: null, device: 'The owner of the drive' },
    ];
    auth['GET /api/auth/log'] = { body: { items } };
    const { text } = await gateway.send('/ada/account/');
    expect(text).toContain('Token created: ');
    expect(text).not.toContain(NAUGHTY);
    expect(text).toContain('Firefox on Linux · 192.0.2.7');
    expect(text).toContain('Password set by the owner of the drive');
  });

  it('shows the account, its sessions and the space used', async () => {
    const { status, headers, text } = await gateway.send('/ada/account/');
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(text).toContain('ada@example.org');
    expect(text).toContain('<strong>4.2 MB</strong> in 3 pictures.');
    expect(text).not.toContain('<meter');
    expect(text).toMatch(/Firefox on Linux <span class="tag">This device/);
    expect(text).toContain(`method="post" action="/ada/account/sessions/${OTHER}/end"`);
    expect(text).not.toContain('/sessions/s1/end');
    expect(text).toContain('href="/ada/account/" data-key="6" aria-current="page"');
  });

  it('shows the quota and the size of the trash', async () => {
    usage({ trashed: 2048, quota: 10 * 2 ** 20, images: 1 });
    const { text } = await gateway.send('/ada/account/');
    expect(text).toContain('of 10 MB in 1 picture and the trash');
    expect(text).toContain('2.0 KB of this');
    expect(text).toContain('<meter aria-label="Space used" min="0" max="10485760"');
  });

  it('shows the last backup and the last check of the drive', async () => {
    usage({}, { lastBackup: { at: AT, images: 1234, bytes: 5 }, lastVerify: { at: AT, damaged: 0 } });
    const { text } = await gateway.send('/ada/account/');
    expect(text).toMatch(/Last backup<\/dt><dd><time [^>]*>18 May 2026[^<]*<\/time>, 1,234 pictures<\/dd>/);
    expect(text).toMatch(/Last checked<\/dt><dd><time [^>]*>18 May 2026[^<]*<\/time>, no damage found<\/dd>/);
    expect(text).not.toContain('npm run');
  });

  it('says how to make the first backup and the first check, and how many pictures are damaged', async () => {
    const { text } = await gateway.send('/ada/account/');
    expect(text).toMatch(/Last backup<\/dt><dd>never<\/dd>.*Last checked<\/dt><dd>never<\/dd>/);
    expect(text).toContain('<code>npm run backup -- FOLDER</code>');
    expect(text).toContain('<code>npm run verify</code>');
    usage({}, { lastBackup: null, lastVerify: { at: AT, damaged: 1 } });
    expect((await gateway.send('/ada/account/')).text).toContain('1 picture is damaged');
  });

  it('works while media is away', async () => {
    mediaAnswers(gateway, { 'GET /api/usage': { status: 503, code: 'UNAVAILABLE' } });
    const { status, text } = await gateway.send('/ada/account');
    expect(status).toBe(200);
    expect(text).toContain('not available right now');
  });

  it('lists tokens with their scopes, last use and expiry', async () => {
    auth['GET /api/auth/tokens'] = {
      body: { items: [token({ name: NAUGHTY, scopes: ['write', 'read'] }), token({ expiresAt: AT, lastUsedAt: AT })] },
    };
    const { text } = await gateway.send('/ada/account/');
    expect(text).toContain('Can view, change');
    expect(text).toContain('never used');
    expect(text).toContain('Never expires');
    expect(text).toMatch(/Expired <time [^>]*data-day[^>]*>18 May 2026/);
    expect(text).toContain(`action="/ada/account/tokens/${OTHER}/delete"`);
    expect(text).not.toContain('<script>alert');
  });

  it.each([
    ['password', 'Your password was changed'],
    ['session', 'That device is logged out'],
    ['token', 'The token was deleted'],
  ])('shows a message after the form: %s', async (done, words) => {
    expect((await gateway.send(`/ada/account/?done=${done}`)).text).toContain(words);
  });

  it.each(['nonsense', 'constructor', '<b>'])('ignores the unknown value done=%s', async (done) => {
    expect((await gateway.send(`/ada/account/?done=${encodeURIComponent(done)}`)).text).not.toContain('role="status"');
  });
});

describe('the password form', () => {
  const change = () => gateway.send('/ada/account/password', form({ current: 'old-s3cret', next: 'new-s3cret' }));

  it('changes the password', async () => {
    auth['POST /api/auth/password'] = { status: 204, headers: { 'x-device-cookie': 'mine.x.y' } };
    const { status, headers } = await change();
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/^shoebox_device=mine\.x\.y; .*HttpOnly/)]);
    expect([status, headers.location]).toEqual([303, '/ada/account/?done=password#done']);
    expect(sent).toEqual({ current: 'old-s3cret', next: 'new-s3cret' });
  });

  it.each([
    [401, 'BAD_CREDENTIALS', 'id="current-error"'],
    [422, 'WEAK_PASSWORD', 'id="next-error"'],
    [429, 'RATE_LIMITED', 'role="alert"'],
  ])('shows the error at its field: %i %s', async (status, code, place) => {
    auth['POST /api/auth/password'] = { status, code, headers: { 'retry-after': '60' } };
    const answer = await change();
    expect(answer.status).toBe(status);
    expect(answer.headers['retry-after']).toBe('60');
    expect(answer.text).toContain(place);
    expect(answer.text).toContain('Said by the inner service.');
    expect(answer.text).not.toContain('s3cret');
  });

  it('redirects to the log-in when the session has ended', async () => {
    auth['POST /api/auth/password'] = { status: 401, code: 'NOT_LOGGED_IN' };
    const { status, headers } = await change();
    expect([status, headers.location]).toEqual([303, '/login']);
  });
});

describe('the button of a session', () => {
  it.each([[{ status: 204 }], [{ status: 404, code: 'NOT_FOUND' }]])(
    'ends the session, also when it has already ended (%o)',
    async (answer) => {
      auth[`DELETE /api/auth/sessions/${OTHER}`] = answer;
      const { status, headers } = await gateway.send(`/ada/account/sessions/${OTHER}/end`, form({}));
      expect([status, headers.location, headers['set-cookie']]).toEqual([303, '/ada/account/?done=session#done', undefined]);
    },
  );
});

describe('the token form', () => {
  it('says what a token of each permission can do at worst', async () => {
    const { text } = await gateway.send('/ada/account/');
    for (const scope of ['read', 'upload', 'write', 'share']) {
      expect(text).toContain(`aria-describedby="worst-${scope}"`);
      expect(text).toMatch(new RegExp(`<p class="quiet small" id="worst-${scope}">At worst: `));
    }
    for (const scope of ['write', 'share']) expect(text).toMatch(new RegExp(`id="worst-${scope}">[^<]*publishes[^<]*original`));
    expect(text).toMatch(/id="worst-upload">[^<]*name, date and camera data/);
  });

  const make = (fields: Record<string, string>) => gateway.send('/ada/account/tokens', form(fields));

  it('creates a token and shows it once', async () => {
    auth['POST /api/auth/tokens'] = { status: 201, body: { ...token({ name: 'Backup' }), token: 'sbt_secret' } };
    const { status, headers, text } = await make({ name: ' Backup ', read: 'on', write: 'on', days: '30' });
    expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
    expect(text).toMatch(/<input id="made-token" [^>]*value="sbt_secret"/);
    expect(sent).toMatchObject({ name: 'Backup', scopes: ['read', 'write'] });
    const days = (Date.parse((sent as { expiresAt: string }).expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(text).toContain("-H 'Authorization: Bearer sbt_secret'");
    expect(text).not.toContain('.sxcu');
    await make({ name: 'Backup', read: 'on', days: '' });
    expect(sent).toMatchObject({ expiresAt: null });
  });

  it.each([
    [{ name: ' ', read: 'on', days: '' }, 'Enter a name'],
    [{ name: 'Backup', days: '30' }, 'Select at least one permission'],
    [{ name: 'x'.repeat(101), read: 'on', days: '' }, 'at most 100 characters'],
  ])('shows what is missing and keeps the typed values', async (fields, why) => {
    const { status, text } = await make(fields);
    expect(status).toBe(422);
    expect(text).toContain(why);
    expect(text).toContain('<details class="fold" open>');
    if (fields.name !== ' ') expect(text).toContain(`value="${fields.name}"`);
  });

  it.each([
    { name: 'x', read: 'on', days: '30', admin: 'on' },
    { name: 'x', read: 'yes', days: '30' },
    { name: 'x', read: 'on', days: '1e9' },
    { read: 'on', days: '30' },
  ])('refuses fields that the page never sends: %o', async (fields) => {
    expect((await make(fields as Record<string, string>)).status).toBe(400);
  });

  it.each([[{ status: 204 }], [{ status: 404, code: 'NOT_FOUND' }]])(
    'deletes a token, also when it is already gone (%o)',
    async (answer) => {
      auth[`DELETE /api/auth/tokens/${OTHER}`] = answer;
      const { status, headers } = await gateway.send(`/ada/account/tokens/${OTHER}/delete`, form({}));
      expect([status, headers.location]).toEqual([303, '/ada/account/?done=token#done']);
    },
  );
});

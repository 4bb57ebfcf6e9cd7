import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { authAnswer, openGateway, text as bodyOf, type Gateway } from '../../gateway.fixture.js';
import { form, NAUGHTY, send, type Answer } from '../pages.fixture.js';

const ID = '01kdc7q3v8x2m4n6p8r0s2t4v9';
const KEY = { id: ID, name: 'Blog', createdAt: '2026-05-18T10:00:00.000Z' };

let gateway: Gateway;
let answers: Record<string, Answer>;
let sent: unknown;
beforeAll(async () => {
  gateway = await openGateway();
  const exchange = authAnswer();
  for (const service of ['auth', 'media'] as const) {
    gateway[service].answer = async (request, response) => {
      if (request.url === '/exchange') return exchange(request, response);
      const body = await bodyOf(request);
      if (service === 'media' && body !== '') sent = JSON.parse(body);
      send(response, answers[`${request.method} ${request.url}`]);
    };
  }
});
afterAll(() => gateway.close());
beforeEach(() => {
  sent = undefined;
  answers = {
    'GET /api/auth/sessions': { body: { items: [] } },
    'GET /api/auth/tokens': { body: { items: [] } },
    'GET /api/auth/log': { body: { items: [] } },
    'GET /api/signing-keys': { body: { items: [] } },
    'GET /api/presets': { body: { items: [] } },
    'POST /account-log': { status: 204 },
  };
});
const page = async () => (await gateway.send('/ada/account/')).text;

it('the page shows keys and presets, and how to end each', async () => {
  answers['GET /api/signing-keys'] = { body: { items: [{ ...KEY, name: NAUGHTY }] } };
  answers['GET /api/presets'] = { body: { items: [{ name: 'hero', modifiers: 'SC1600,900_QL80' }] } };
  const text = await page();
  expect(text).toContain(`<code>${ID}</code>`);
  expect(text).toContain(`action="/ada/account/keys/${ID}/revoke"`);
  expect(text).toContain('<code>SC1600,900_QL80</code>');
  expect(text).toContain('action="/ada/account/presets/hero/delete"');
  expect(text).not.toContain('<script>alert');
  // Each label names one field of the page.
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('the page works without both when media is away', async () => {
  answers['GET /api/signing-keys'] = { status: 503, code: 'UNAVAILABLE' };
  const text = await page();
  expect(text).not.toContain('Signing keys');
  expect(text).toContain('Access tokens');
});

describe('the form of a key', () => {
  const make = (name: string) => gateway.send('/ada/account/keys', form({ name }));

  it('shows the secret once', async () => {
    answers['POST /api/signing-keys'] = { status: 201, body: { ...KEY, secret: 'sbk_secret' } };
    const { status, headers, text } = await make(' Blog ');
    expect([status, headers['cache-control'], sent]).toEqual([201, 'no-store', { name: 'Blog' }]);
    expect(text).toMatch(/<input id="made-key" [^>]*value="sbk_secret"/);
    expect(text).toMatch(new RegExp(`<input id="made-key-id" [^>]*value="${ID}"`));
  });

  it.each([
    [' ', 422, 'Enter a name'],
    ['x'.repeat(101), 422, 'at most 100 characters'],
  ])('asks for a name, and keeps the typed one: "%.3s"', async (name, status, why) => {
    const answer = await make(name);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(why);
    expect(sent).toBeUndefined();
  });

  it('says why it was refused', async () => {
    answers['POST /api/signing-keys'] = { status: 409, code: 'TOO_MANY_KEYS' };
    const { status, text } = await make('Blog');
    expect([status, text.includes('Said by the inner service.'), text.includes('value="Blog"')]).toEqual([409, true, true]);
  });

  it.each([[{ body: KEY }], [{ status: 404, code: 'NOT_FOUND' }]])('revokes, also what is revoked already (%o)', async (answer) => {
    answers[`DELETE /api/signing-keys/${ID}`] = answer;
    const { status, headers } = await gateway.send(`/ada/account/keys/${ID}/revoke`, form({}));
    expect([status, headers.location]).toEqual([303, '/ada/account/?done=key#done']);
  });
});

describe('the form of a preset', () => {
  it('saves it', async () => {
    answers['PUT /api/presets/hero'] = { body: { name: 'hero', modifiers: 'SL9' } };
    const { status, headers } = await gateway.send('/ada/account/presets', form({ name: ' hero ', modifiers: 'SL9' }));
    expect([status, headers.location, sent]).toEqual([303, '/ada/account/?done=preset#done', { modifiers: 'SL9' }]);
  });

  it.each([
    ['hero', 400, 'BAD_TRANSFORM'],
    ['../keys', 400, 'BAD_REQUEST'],
  ])('says why %s was refused, and keeps what was typed', async (name, status, code) => {
    answers[`PUT /api/presets/${encodeURIComponent(name)}`] = { status, code };
    const answer = await gateway.send('/ada/account/presets', form({ name, modifiers: 'XY' }));
    expect(answer.status).toBe(status);
    for (const text of ['Said by the inner service.', `value="${name}"`, 'value="XY"']) expect(answer.text).toContain(text);
  });

  it.each([[{ status: 204 }], [{ status: 404, code: 'NOT_FOUND' }]])('deletes, also what is deleted already (%o)', async (answer) => {
    answers['DELETE /api/presets/hero'] = answer;
    const { status, headers } = await gateway.send('/ada/account/presets/hero/delete', form({}));
    expect([status, headers.location]).toEqual([303, '/ada/account/?done=presetGone#done']);
  });
});

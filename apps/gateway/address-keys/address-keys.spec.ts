import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { authAnswer, openGateway, sendJson, sendProblem, text, type Gateway } from '../gateway.fixture.js';

const ID = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const MADE = { id: ID, name: 'Blog', createdAt: '2026-05-18T10:00:00.000Z', secret: 'sbk_secret' };

let gateway: Gateway;
let answers: Record<string, { status: number; body?: unknown; code?: string }>;
/** Calls in their order, with bodies. */
const seen: string[] = [];
beforeAll(async () => {
  gateway = await openGateway();
  const exchange = authAnswer();
  for (const service of ['auth', 'media'] as const) {
    gateway[service].answer = async (request, response) => {
      if (request.url === '/exchange') return exchange(request, response);
      const call = `${service} ${request.method} ${request.url}`;
      seen.push(`${call} ${await text(request)}`.trim());
      const { status, body, code } = answers[call] ?? { status: 404, code: 'NOT_FOUND' };
      if (code !== undefined) sendProblem(response, status, code);
      else if (body === undefined) response.writeHead(status).end();
      else sendJson(response, status, body);
    };
  }
});
afterAll(() => gateway.close());
beforeEach(() => {
  seen.splice(0);
  answers = {
    'media POST /api/signing-keys': { status: 201, body: MADE },
    [`media DELETE /api/signing-keys/${ID}`]: { status: 200, body: { ...MADE, secret: undefined } },
    'auth POST /account-log': { status: 204 },
  };
});

const create = (init: object = {}) =>
  gateway.send('/api/signing-keys', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"Blog"}', ...init });
const revoke = () => gateway.send(`/api/signing-keys/${ID}`, { method: 'DELETE' });

describe('POST /api/signing-keys', () => {
  it('gives out the secret once the log of the account has the key', async () => {
    const answer = await create();
    expect([answer.status, answer.json()]).toEqual([201, MADE]);
    expect(seen).toEqual([
      'media POST /api/signing-keys {"name":"Blog"}',
      'auth POST /account-log {"what":"address-key-created","detail":"Blog"}',
    ]);
  });

  it('revokes the key, and gives nobody its secret, when the log can not be told', async () => {
    answers['auth POST /account-log'] = { status: 503, code: 'UNAVAILABLE' };
    const answer = await create();
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('sbk_');
    expect(seen.at(-1)).toBe(`media DELETE /api/signing-keys/${ID}`);
  });

  it('answers what media refuses, and notes nothing', async () => {
    answers['media POST /api/signing-keys'] = { status: 409, code: 'TOO_MANY_KEYS' };
    expect((await create()).json()).toMatchObject({ code: 'TOO_MANY_KEYS' });
    expect(seen).toHaveLength(1);
  });

  it('asks who it is before it reads the body', async () => {
    expect((await create({ headers: { authorization: '' }, body: 'x' })).json()).toMatchObject({ code: 'NOT_LOGGED_IN' });
    expect(seen).toEqual([]);
  });
});

describe('DELETE /api/signing-keys/:id', () => {
  it('revokes the key, and then notes it', async () => {
    expect((await revoke()).status).toBe(204);
    expect(seen).toEqual([`media DELETE /api/signing-keys/${ID}`, 'auth POST /account-log {"what":"address-key-revoked","detail":"Blog"}']);
  });

  it('revokes it also when the log can not be told', async () => {
    answers['auth POST /account-log'] = { status: 503, code: 'UNAVAILABLE' };
    expect((await revoke()).status).toBe(204);
  });

  it('of another is not found, and not noted', async () => {
    delete answers[`media DELETE /api/signing-keys/${ID}`];
    expect((await revoke()).status).toBe(404);
    expect(seen).toHaveLength(1);
  });
});

describe('an address with a signature', () => {
  const path = `/i/${ID}._SL9_.webp`;

  it.each(['?k=a&s=b', '?e=1&k=a&s=b', '?s=b', '?k=', '?download&s=b&k=a&e=1'])('%s is forwarded in nobody’s name', async (query) => {
    for (const authorization of ['', 'Bearer wrong', undefined]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      await gateway.send(path + query, { headers });
      expect(gateway.media.seen.at(-1)).toMatchObject({ method: 'GET', url: `/signed${path}${query}` });
      expect(gateway.media.seen.at(-1)!.headers).not.toHaveProperty('authorization');
    }
  });

  it.each(['', '?e=1', '?v=1', '?K=a&S=b'])('with the query "%s" there is none, and it needs a session', async (query) => {
    expect((await gateway.send(path + query, { headers: { authorization: '' } })).status).toBe(401);
  });

  it('is no way to other routes', async () => {
    expect((await gateway.send(`/get/${ID}?k=a&s=b`, { headers: { authorization: '' } })).status).toBe(401);
    expect((await gateway.send(`/signed${path}?k=a&s=b`)).status).toBe(404);
    expect((await gateway.send(`${path}?k=a&s=b`, { method: 'POST' })).status).toBe(405);
  });
});

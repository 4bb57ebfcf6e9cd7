import { createHmac, createPublicKey, createSign, generateKeyPairSync } from 'node:crypto';

import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Metrics } from '#libs/metrics/metrics.js';

import { createApp } from './create-app.js';
import { ISSUER, Needs, TOKEN_TYPE } from './identity.js';
import { innerTokenGuard, innerTokenStrategy } from './inner-token.guard.js';
import { createLogger } from './log.js';
import { ProblemFilter } from './problem.filter.js';

const KID = 'the-key';
const makeKeys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const ours = makeKeys();
const theirs = makeKeys();

const base64url = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
const HEADER = { alg: 'RS256', typ: TOKEN_TYPE, kid: KID };
const CLAIMS = { iss: ISSUER, aud: 'auth', sub: 'u1', name: 'ada', scope: 'read upload write', sid: 's1', iat: now, exp: now + 60 };

type Signer = (input: string) => string;
const rsa =
  (key: string, digest = 'RSA-SHA256'): Signer =>
  (input) =>
    createSign(digest).update(input).sign(key, 'base64url');
const hmac =
  (secret: string, digest: string): Signer =>
  (input) =>
    createHmac(digest, secret).update(input).digest('base64url');
const unsigned: Signer = () => '';

/** A JWT put together by hand, since a library would refuse to make most of these. */
function forge(header: object = {}, claims: object = {}, sign: Signer = rsa(ours.privateKey)): string {
  const input = `${base64url({ ...HEADER, ...header })}.${base64url({ ...CLAIMS, ...claims })}`;
  return `${input}.${sign(input)}`;
}

const jwk = createPublicKey(theirs.publicKey).export({ format: 'jwk' });
const [head, body, signature] = forge().split('.') as [string, string, string];

const ATTACKS: [string, string][] = [
  ['no signature, alg none', forge({ alg: 'none' }, {}, unsigned)],
  ['no signature, alg None', forge({ alg: 'None' }, {}, unsigned)],
  ['no signature, the right alg', forge({}, {}, unsigned)],
  ['HS256 with the public key as the secret', forge({ alg: 'HS256' }, {}, hmac(ours.publicKey, 'sha256'))],
  ['HS512 with the public key as the secret', forge({ alg: 'HS512' }, {}, hmac(ours.publicKey, 'sha512'))],
  ['HS256 with an empty secret', forge({ alg: 'HS256' }, {}, hmac('', 'sha256'))],
  ['RS512 with the right key', forge({ alg: 'RS512' }, {}, rsa(ours.privateKey, 'RSA-SHA512'))],
  ['no alg', forge({ alg: undefined })],
  ['another key', forge({}, {}, rsa(theirs.privateKey))],
  ['another key, named by an unknown kid', forge({ kid: 'another' }, {}, rsa(theirs.privateKey))],
  ['a kid that is a path', forge({ alg: 'HS256', kid: '../../../../dev/null' }, {}, hmac('', 'sha256'))],
  ['a kid that is an SQL injection', forge({ kid: "x' UNION SELECT 'secret" }, {}, rsa(theirs.privateKey))],
  ['a kid that is an object', forge({ kid: { $ne: null } })],
  ['a kid that is a property of every object', forge({ kid: 'constructor' })],
  ['no kid', forge({ kid: undefined }, {}, rsa(theirs.privateKey))],
  ['a jku of theirs', forge({ jku: 'http://evil.example/jwks.json' }, {}, rsa(theirs.privateKey))],
  ['an x5u of theirs', forge({ x5u: 'http://evil.example/cert.pem' }, {}, rsa(theirs.privateKey))],
  ['a jwk of theirs within', forge({ jwk }, {}, rsa(theirs.privateKey))],
  ['no exp', forge({}, { exp: undefined })],
  ['exp 0', forge({}, { exp: 0 })],
  ['exp as text', forge({}, { exp: '9999999999' })],
  ['expired for longer than clocks may differ', forge({}, { iat: now - 420, exp: now - 360 })],
  ['not yet valid', forge({}, { nbf: now + 600 })],
  ['the other audience', forge({}, { aud: 'media' })],
  ['no audience', forge({}, { aud: undefined })],
  ['another issuer', forge({}, { iss: 'https://evil.example' })],
  ['no issuer', forge({}, { iss: undefined })],
  ['typ JWT', forge({ typ: 'JWT' })],
  ['no typ', forge({ typ: undefined })],
  ['no sub', forge({}, { sub: undefined })],
  ['no scope', forge({}, { scope: undefined })],
  ['scopes as a list', forge({}, { scope: ['read'] })],
  ['claims that are null', `${head}.${base64url('null')}.${rsa(ours.privateKey)(`${head}.${base64url('null')}`)}`],
  ['changed claims', `${head}.${base64url({ ...CLAIMS, sub: 'u2' })}.${signature}`],
  ['a signature cut short', `${head}.${body}.${signature.slice(0, -8)}`],
  ['two parts', `${head}.${body}`],
  ['four parts', `${head}.${body}.${signature}.${signature}`],
  ['a header that is null', `${base64url('null')}.${body}.${signature}`],
  ['a header that is no JSON', `${base64url('{')}.${body}.${signature}`],
  ['garbage', 'garbage'],
  ['dots', '..'],
  ['an opaque token', `sbs_${'A'.repeat(43)}`],
  ['a long one', 'a.'.repeat(4000)],
];

@Controller()
class Route {
  @Needs('account')
  @Get('account')
  account() {
    return {};
  }
}

const keys = new Map<unknown, string>([[KID, ours.publicKey]]);
const Strategy = innerTokenStrategy('auth', (_request, jwt: string, done) => {
  const { kid } = JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()) as { kid?: unknown };
  const key = keys.get(kid);
  if (key) done(null, key);
  else done(new Error('no such key'));
});

@Module({
  controllers: [Route],
  providers: [
    { provide: APP_GUARD, useClass: innerTokenGuard('auth') },
    { provide: 'strategy', useFactory: () => new Strategy() },
  ],
})
class Service {}

describe('innerTokenGuard against forged JWTs', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await createApp(Service, { name: 'auth', logger: createLogger('silent'), metrics: new Metrics(), inner: true });
    await app.useGlobalFilters(new ProblemFilter()).init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  const ask = async (authorization: string) => {
    const answer = await app.inject({ url: '/account', headers: { authorization } });
    return { status: answer.statusCode, body: answer.json() };
  };

  it('admits a genuine token', async () => expect((await ask(`Bearer ${forge()}`)).status).toBe(200));

  it.each([-240, 240])('admits a token of an auth whose clock differs by %i seconds', async (seconds) => {
    const issued = now + seconds;
    expect((await ask(`Bearer ${forge({}, { iat: issued, nbf: issued, exp: issued + 60 })}`)).status).toBe(200);
  });

  it.each(ATTACKS)('refuses %s', async (_name, jwt) => {
    const { status, body: problem } = await ask(`Bearer ${jwt}`);
    expect(status).toBe(401);
    // The answer says nothing of what was wrong with it.
    expect(problem).toMatchObject({
      code: 'NOT_LOGGED_IN',
      detail: 'Log in, or send a valid token as Authorization: Bearer.',
    });
  });

  it.each(['', 'Bearer', 'Bearer ', `Basic ${forge()}`, forge()])('refuses %s', async (authorization) => {
    expect((await ask(authorization)).status).toBe(401);
  });
});

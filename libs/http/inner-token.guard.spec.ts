import { generateKeyPairSync } from 'node:crypto';

import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Problem } from '#libs/api/errors.js';
import { Metrics } from '#libs/metrics/metrics.js';

import { createApp } from './create-app.js';
import { Caller, ISSUER, Needs, Public, TOKEN_TYPE, type Identity } from './identity.js';
import { innerTokenGuard, innerTokenStrategy } from './inner-token.guard.js';
import { createLogger } from './log.js';
import { ProblemFilter } from './problem.filter.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const sign = (claims: object, expiresIn = 60) =>
  new JwtService().sign(claims, {
    privateKey,
    algorithm: 'RS256',
    header: { alg: 'RS256', typ: TOKEN_TYPE },
    issuer: ISSUER,
    audience: 'media',
    expiresIn,
  });

@Controller()
class Routes {
  @Public()
  @Get('public')
  public() {
    return {};
  }
  @Needs('any')
  @Get('any')
  any(@Caller() caller: Identity) {
    return caller;
  }
  @Needs('upload')
  @Get('upload')
  upload() {
    return {};
  }
  @Needs('upload', 'share')
  @Get('both')
  both() {
    return {};
  }
  @Needs('account')
  @Get('account')
  account() {
    return {};
  }
  @Get('forgotten')
  forgotten() {
    return {};
  }
}

/** Stands for a service of keys that is away. */
let away: Error | null = null;
/** How often the key was asked for. */
let asked = 0;
const Strategy = innerTokenStrategy('media', (_request, _jwt, done) => {
  asked++;
  done(away, publicKey);
});

@Module({
  controllers: [Routes],
  providers: [
    { provide: APP_GUARD, useClass: innerTokenGuard('media') },
    { provide: 'strategy', useFactory: () => new Strategy() },
  ],
})
class Service {}

describe('innerTokenGuard', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await createApp(Service, { name: 'media', logger: createLogger('silent'), metrics: new Metrics(), inner: true });
    await app.useGlobalFilters(new ProblemFilter()).init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  const SESSION = sign({ sub: 'u1', name: 'ada', scope: 'read upload write', sid: 's1' });
  const UPLOADER = sign({ sub: 'u1', name: 'ada', scope: 'upload admin' });
  const SHARER = sign({ sub: 'u1', name: 'ada', scope: 'upload share' });
  const READER = sign({ sub: 'u1', name: 'ada', scope: 'read' });
  const ask = async (path: string, jwt?: string) => {
    const answer = await app.inject({ url: path, headers: jwt ? { authorization: `Bearer ${jwt}` } : {} });
    return { status: answer.statusCode, body: answer.json() };
  };

  it.each([
    ['public', undefined, 200],
    ['any', undefined, 401],
    ['any', READER, 200],
    ['upload', SESSION, 200],
    ['upload', UPLOADER, 200],
    ['upload', READER, 403],
    // Links came before their scope, so `write` makes them, too.
    ['both', SESSION, 200],
    ['both', UPLOADER, 403],
    ['both', SHARER, 200],
    ['both', READER, 403],
    ['account', SESSION, 200],
    ['account', UPLOADER, 403],
    // A route that says nothing fails closed.
    ['forgotten', SESSION, 403],
  ])('%s', async (path, jwt, status) => expect((await ask(path, jwt)).status).toBe(status));

  it.each([
    [-240, 200],
    [-301, 401],
  ])('with a token that expires in %i seconds by the clock of this machine: %i', async (seconds, status) => {
    expect((await ask('any', sign({ sub: 'u1', name: 'ada', scope: 'read' }, seconds))).status).toBe(status);
  });

  it('passes the caller to the route', async () => {
    const session = { userId: 'u1', userName: 'ada', scopes: ['read', 'upload', 'write'], sessionId: 's1' };
    expect((await ask('any', SESSION)).body).toEqual(session);
    expect((await ask('any', UPLOADER)).body).toEqual({ ...session, scopes: ['upload'], sessionId: null });
  });

  it('does not refuse the token as invalid when its key is unavailable', async () => {
    away = new Problem('UNAVAILABLE', 'Try again in a moment.', { retryAfter: 2 });
    // A token that was never seen before: one that was verified is remembered.
    const unseen = sign({ sub: 'u2', name: 'bob', scope: 'read' });
    expect(await ask('any', unseen)).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    away = new Error('no such key');
    expect((await ask('any', unseen)).status).toBe(401);
    away = null;
    expect((await ask('any', unseen)).status).toBe(200);
  });

  it('verifies a token once, and again those that have expired by the clock of this machine', async () => {
    const [lasting, past] = [sign({ sub: 'u3', name: 'eve', scope: 'read' }), sign({ sub: 'u3', name: 'eve', scope: 'read' }, -10)];
    const calls = () => asked;
    const before = calls();
    for (const jwt of [lasting, lasting, lasting, past, past]) expect((await ask('any', jwt)).status).toBe(200);
    expect(calls() - before).toBe(3);
    expect((await ask('upload', lasting)).status).toBe(403);
    expect((await ask('any', `${lasting.slice(0, -2)}xx`)).status).toBe(401);
  });

  it('names the missing scope', async () => {
    expect((await ask('upload', READER)).body).toMatchObject({ code: 'SCOPE_MISSING', detail: expect.stringContaining('"upload"') });
  });
});

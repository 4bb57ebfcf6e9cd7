import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stream } from 'node:stream';

import { All, Controller, HttpCode, Module, Post, Req, Res } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Exchange, type Exchanged } from '#libs/api/account.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { createInnerApp } from '#libs/http/create-inner-app.js';
import { Caller, ISSUER, Needs, Public, TOKEN_TYPE, type Identity } from '#libs/http/identity.js';
import { InProcessServer } from '#libs/http/in-process/in-process-server.js';
import { innerTokenGuard, innerTokenStrategy } from '#libs/http/inner-token.guard.js';
import { JsonBody } from '#libs/http/json-body.js';
import { createLogger } from '#libs/http/log.js';
import { ReadsQuery } from '#libs/http/query.guard.js';

import { createGateway } from '../create-gateway.js';
import { ADA, GATEWAY_SECRET, SESSION, text, TOKEN } from '../gateway.fixture.js';
import type { Services } from '../gateway.module.js';
import { TIMEOUTS } from './transport.js';

/** What a service gets of a call. */
export interface Served {
  request: IncomingMessage;
  response: ServerResponse;
  reply: FastifyReply;
  caller: Identity;
  address: string;
}

/** How the service answers, to be set by a test. */
export type Answer = (served: Served) => unknown;

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const Strategy = innerTokenStrategy('media', (_request, _jwt, done) => done(null, publicKey));

/** One service that is auth and media, with the hooks, guards and filters of both. */
async function createService(answer: Answer): Promise<NestFastifyApplication> {
  @Controller()
  class Routes {
    @Public()
    @Post('exchange')
    @HttpCode(200)
    exchange(@JsonBody(Exchange) { token }: Exchange): Exchanged {
      const sessionId = token === TOKEN ? null : 's1';
      const scopes: Exchanged['scopes'] = token === TOKEN ? ['upload'] : ['read', 'upload', 'write'];
      const claims = { sub: ADA.id, name: ADA.name, scope: scopes.join(' '), ...(sessionId && { sid: sessionId }) };
      const header = { alg: 'RS256', typ: TOKEN_TYPE } as const;
      const jwt = new JwtService().sign(claims, { privateKey, header, issuer: ISSUER, audience: 'media', expiresIn: 60 });
      return { jwt, user: ADA, sessionId, tokenId: sessionId ? null : 't1', scopes };
    }

    @Needs('read')
    @ReadsQuery()
    @All('*')
    async any(@Req() { raw }: FastifyRequest, @Res() reply: FastifyReply, @Caller() caller: Identity, @ClientAddress() address: string) {
      await answer({ request: raw, response: reply.raw, reply, caller, address });
    }
  }
  const providers = [
    { provide: APP_GUARD, useClass: innerTokenGuard('media') },
    { provide: 'strategy', useFactory: () => new Strategy() },
  ];
  @Module({ controllers: [Routes], providers })
  class Service {}
  return createInnerApp({ module: Service }, { name: 'media', logger: createLogger('silent'), gatewaySecret: GATEWAY_SECRET });
}

/** Resolves when it closes, with an error or without. */
export const closed = (stream: Stream) => new Promise<void>((resolve) => stream.once('close', () => resolve()));

export type Place = (app: NestFastifyApplication) => Promise<{ services: Services; close: () => Promise<void> }>;

/** Serves the application on a port of its own. */
export const apart: Place = async (app) => {
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const close = async () => {
    app.getHttpServer().closeAllConnections();
    await app.close();
  };
  return { services: { auth: url, media: url, secret: GATEWAY_SECRET }, close };
};

/** Serves the application within this process. */
export const inProcess: Place = async (app) => {
  const server = await InProcessServer.open(app);
  return { services: { auth: server, media: server }, close: () => server.close(0) };
};

/** A gateway on a real socket before such a service. Milliseconds after which it gives a service up can be short. */
export async function openService(place: Place, timeouts: Partial<typeof TIMEOUTS> = {}) {
  const state: { answer: Answer; answered: number } = { answer: ({ reply }) => reply.send({}), answered: 0 };
  const { services, close } = await place(
    await createService((served) => {
      state.answered++;
      return state.answer(served);
    }),
  );
  const gateway = await createGateway({
    config: {
      publicUrl: undefined,
      trustProxy: 0,
      host: '127.0.0.1',
      allowedHosts: [],
      corsOrigins: [],
      maxUploadBytes: 100 * 2 ** 20,
      trashDays: 30,
    },
    services,
    logger: createLogger('silent'),
    timeouts: { ...TIMEOUTS, ...timeouts },
  });
  await gateway.listen(0, '127.0.0.1');
  const { port } = gateway.getHttpServer().address() as AddressInfo;
  const open = (method: string, path: string, headers: Record<string, string> = {}): ClientRequest =>
    httpRequest({ port, host: '127.0.0.1', path, method, headers: { authorization: `Bearer ${SESSION}`, ...headers } });
  return Object.assign(state, {
    /** Begins a request of a person. */
    open,
    /** A whole request and its whole answer. Rejects when the answer is cut. */
    async send(method: string, path: string, { headers, body }: { headers?: Record<string, string>; body?: Buffer | string } = {}) {
      const sending = open(method, path, headers).end(body);
      const [response] = (await once(sending, 'response')) as [IncomingMessage];
      // The answer may come before the body was sent.
      sending.on('error', () => undefined);
      return { status: response.statusCode, headers: response.headers, text: await text(response) };
    },
    async close() {
      gateway.getHttpServer().closeAllConnections();
      await gateway.close();
      await close();
    },
  });
}

export type TestService = Awaited<ReturnType<typeof openService>>;

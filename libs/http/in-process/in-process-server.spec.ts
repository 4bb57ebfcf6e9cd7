import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';

import { All, Controller, Module, Req, Res } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ClientAddress } from '../client-address.js';
import { createInnerApp } from '../create-inner-app.js';
import { Caller, Needs, type Identity } from '../identity.js';
import { innerTokenGuard, innerTokenStrategy } from '../inner-token.guard.js';
import { createLogger } from '../log.js';
import type { AnswerController, AnswerHandler } from './answer-handler.js';
import { InProcessServer, type InProcessCall } from './in-process-server.js';

interface Served {
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Identity;
  address: string;
}

let answer: (served: Served) => unknown;

@Controller()
class Routes {
  @Needs('read')
  @All('*')
  async any(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Caller() caller: Identity, @ClientAddress() address: string) {
    await answer({ request, reply, caller, address });
  }
}
const Strategy = innerTokenStrategy('media', (_request, _jwt, done) => done(new Error('there is no key')));
const providers = [
  { provide: APP_GUARD, useClass: innerTokenGuard('media') },
  { provide: 'strategy', useFactory: () => new Strategy() },
];

@Module({ controllers: [Routes], providers })
class Service {}

const ADA: Identity = { userId: 'u1', userName: 'ada', scopes: ['read'], sessionId: 's1' };

class Seen implements AnswerHandler {
  status = 0;
  headers: IncomingHttpHeaders = {};
  chunks: (Buffer | string)[] = [];
  readonly outcome: Promise<'end' | Error>;
  private settle!: (outcome: 'end' | Error) => void;
  constructor(private readonly onData: (controller: AnswerController) => void = () => undefined) {
    this.outcome = new Promise((resolve) => (this.settle = resolve));
  }
  onResponseStart(_: AnswerController, status: number, headers: IncomingHttpHeaders) {
    Object.assign(this, { status, headers });
  }
  onResponseData(controller: AnswerController, chunk: Buffer | string) {
    this.chunks.push(chunk);
    this.onData(controller);
  }
  onResponseEnd = () => this.settle('end');
  onResponseError = (_: AnswerController, error: Error) => this.settle(error);
}

describe('an application served in process', () => {
  let app: Awaited<ReturnType<typeof createInnerApp>>;
  let server: InProcessServer;
  beforeEach(async () => {
    app = await createInnerApp({ module: Service }, { name: 'media', logger: createLogger('silent') });
    server = await InProcessServer.open(app);
    answer = ({ reply }) => reply.send({});
  });
  afterEach(() => server.close(0));

  function call(given: Partial<InProcessCall> = {}, handler = new Seen()): Seen {
    const head = { method: 'GET', url: '/', headers: { host: 'media' }, body: null, identity: ADA, clientAddress: '203.0.113.9' };
    server.dispatch({ ...head, timeouts: { headers: 5_000, body: 5_000 }, ...given }, handler);
    return handler;
  }
  const held = () => new Promise<Served>((resolve) => (answer = resolve));

  it('knows the caller and the address that were handed over', async () => {
    answer = ({ caller, address, reply }) => reply.send({ caller, address });
    const seen = call();
    expect(await seen.outcome).toBe('end');
    expect(JSON.parse(seen.chunks.join(''))).toEqual({ caller: ADA, address: '203.0.113.9' });
  });

  it('refuses a call in nobody’s name, and one whose caller lacks the scope', async () => {
    const [nobody, uploader] = [call({ identity: null }), call({ identity: { ...ADA, scopes: ['upload'] } })];
    expect([await nobody.outcome, await uploader.outcome]).toEqual(['end', 'end']);
    expect([nobody.status, uploader.status]).toEqual([401, 403]);
  });

  it('takes nothing that arrives over a socket for handed over', async () => {
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const forged = { handedOver: JSON.stringify({ identity: ADA }), identity: JSON.stringify(ADA), authorization: 'Bearer x' };
    const response = await fetch(`http://127.0.0.1:${port}/?handedOver[identity]=u1`, { headers: forged });
    expect(response.status).toBe(401);
  });

  it('gets the chunks of a body and gives those of an answer as they are, not copies', async () => {
    const [sent, answered] = [Buffer.from('in'), Buffer.from('out')];
    const got: unknown[] = [];
    answer = async ({ request, reply }) => {
      for await (const chunk of request.raw) got.push(chunk);
      await reply.send(answered);
    };
    const body = new PassThrough();
    const seen = call({ method: 'POST', body });
    body.end(sent);
    expect(await seen.outcome).toBe('end');
    expect([got[0] === sent, seen.chunks[0] === answered]).toEqual([true, true]);
  });

  it('aborts what is left of a body when the answer is over', async () => {
    const body = new PassThrough();
    const served = held();
    const seen = call({ method: 'POST', body });
    const { request, reply } = await served;
    const gone = new Promise((resolve) => request.raw.once('close', resolve));
    void reply.code(413).send();
    expect(await seen.outcome).toBe('end');
    await gone;
    expect([request.raw.complete, request.raw.aborted, body.destroyed]).toEqual([false, true, true]);
  });

  it('fails a call whose body fails, with the error of the body, and aborts the request', async () => {
    const body = new PassThrough();
    const served = held();
    const seen = call({ method: 'POST', body });
    const { request } = await served;
    const failed = new Promise((resolve) => request.raw.once('error', resolve));
    body.destroy(new Error('too slow'));
    expect([await seen.outcome, await failed]).toMatchObject([{ message: 'too slow' }, { code: 'ECONNRESET' }]);
    expect(request.raw.complete).toBe(false);
  });

  it('aborts the request of a body that had closed before the call', async () => {
    const body = new PassThrough().destroy();
    await once(body, 'close');
    answer = ({ request, reply }) => void request.raw.resume().once('end', () => reply.send({}));
    expect(await call({ method: 'POST', body }).outcome).toBeInstanceOf(Error);
  });

  it('gives up a service that is too slow, and aborts its request', async () => {
    const served = held();
    const seen = call({ timeouts: { headers: 20, body: 20 } });
    const { request, reply } = await served;
    expect(await seen.outcome).toMatchObject({ code: 'ETIMEDOUT' });
    expect([request.raw.aborted, reply.raw.destroyed]).toEqual([true, true]);
  });

  it('does not take a client that sends slowly for a slow service', async () => {
    answer = async ({ request, reply }) => {
      for await (const _ of request.raw);
      await reply.send({});
    };
    const body = new PassThrough();
    const seen = call({ method: 'POST', body, timeouts: { headers: 20, body: 5_000 } });
    body.write('some');
    await new Promise((resolve) => setTimeout(resolve, 100));
    body.end();
    expect(await seen.outcome).toBe('end');
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('sends no body in answer to %s with %i', async (method, status) => {
    answer = ({ reply }) => reply.hijack().raw.writeHead(status, { etag: '"a"' }).end('not sent');
    const seen = call({ method });
    expect([await seen.outcome, seen.status, seen.chunks]).toEqual(['end', status, []]);
  });

  it('fails a call whose answer has more or fewer bytes than it says, and sends no byte too many', async () => {
    answer = ({ reply }) => reply.hijack().raw.writeHead(200, { 'content-length': 3 }).end('four');
    const more = call();
    expect([await more.outcome, more.chunks]).toEqual([expect.any(Error), []]);
    answer = ({ reply }) => reply.hijack().raw.writeHead(200, { 'content-length': 5 }).end('four');
    expect(await call().outcome).toBeInstanceOf(Error);
  });

  it('sends no more while it is paused', async () => {
    const source = new PassThrough();
    answer = ({ reply }) => reply.send(source);
    let controller: AnswerController | undefined;
    const paused = new Promise<void>((resolve) => {
      const seen = new Seen((given) => {
        if (controller) return;
        controller = given;
        given.pause();
        resolve();
      });
      void call({}, seen).outcome.then((outcome) => expect(outcome).toBe('end'));
      source.write('one');
      source.write('two');
      Object.assign(source, { seen });
    });
    await paused;
    const { seen } = source as unknown as { seen: Seen };
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.chunks.map(String)).toEqual(['one']);
    controller!.resume();
    source.end();
    await seen.outcome;
    expect(seen.chunks.map(String)).toEqual(['one', 'two']);
  });

  it('fails a call whose handler throws, and ends its source', async () => {
    const source = new PassThrough();
    answer = ({ reply }) => reply.send(source);
    const seen = new Seen(() => {
      throw new Error('a handler');
    });
    const over = once(source, 'close');
    call({}, seen);
    source.write('one');
    expect(await seen.outcome).toMatchObject({ message: 'a handler' });
    await over;
  });

  it('sends text in the encoding that it names', async () => {
    answer = ({ reply }) => reply.hijack().raw.end('é', 'latin1');
    const seen = call();
    await seen.outcome;
    expect([seen.headers['content-length'], Buffer.concat(seen.chunks as Buffer[])]).toEqual(['1', Buffer.from([0xe9])]);
  });

  it('finishes its calls when it closes, ends those that last too long, and takes no more', async () => {
    const served = held();
    const finished = call();
    const { reply } = await served;
    const hanging = held();
    const hangs = call();
    await hanging;
    const closed = server.close(50);
    void reply.send({});
    expect(await finished.outcome).toBe('end');
    expect(await hangs.outcome).toMatchObject({ code: 'ECONNRESET' });
    await closed;
    expect(await call().outcome).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

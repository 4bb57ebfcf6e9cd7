import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as open, type ClientRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { ClientGone, drain, requestBody } from './body.js';
import { BodyScheduler } from './body-scheduler.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

describe('requestBody', () => {
  let server: Server | undefined;
  afterEach(() => {
    vi.useRealTimers();
    server?.close().closeAllConnections();
  });

  async function serve(handler: Handler): Promise<number> {
    server = createServer((request, response) => void Promise.resolve(handler(request, response)).catch(() => response.destroy()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  }

  const post = (port: number, headers: Record<string, string | number> = {}) =>
    open({ port, host: '127.0.0.1', method: 'POST', agent: false, headers }).on('error', () => undefined);

  async function send(request: ClientRequest, bytes: Buffer): Promise<string> {
    request.end(bytes);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    return `${answer.statusCode} ${Buffer.concat(parts).toString()}`;
  }

  const turns = new BodyScheduler();

  /** Reads slowly now and then, so that bodies stop and go on in every place there is. */
  const hash: Handler = async (request, response) => {
    const sum = createHash('sha256');
    let chunks = 0;
    for await (const chunk of requestBody(request, response, { scheduler: turns })) {
      sum.update(chunk as Buffer);
      if (++chunks % 7 === 0) await wait(1);
    }
    response.end(sum.digest('hex'));
  };

  it('delivers every byte of many simultaneous bodies that share slots', async () => {
    const port = await serve(hash);
    const bodies = Array.from({ length: 60 }, (_, i) => randomBytes(i % 3 === 0 ? 70_000 * i : i));
    const answers = await Promise.all(bodies.map((bytes) => send(post(port, { 'content-length': bytes.length }), bytes)));
    expect(answers).toEqual(bodies.map((bytes) => `200 ${createHash('sha256').update(bytes).digest('hex')}`));
  });

  it('delivers a last chunk that still waits for a slot when the body ends', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const source = Object.assign(new Readable({ read: () => undefined }), { complete: true });
    const body = requestBody(source as unknown as IncomingMessage, new PassThrough() as unknown as ServerResponse, {
      scheduler: new BodyScheduler(),
    });
    const read = text(body);
    source.push('first '.repeat(50_000));
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(1_000);
    // Already flowing again when the chunk comes, so that pausing no longer holds back the end behind it; all in one turn of the loop,
    // as a parser does it.
    setImmediate(() => {
      source.pause().resume();
      source.push('last');
      source.push(null);
    });
    expect(await read).toBe(`${'first '.repeat(50_000)}last`);
  });

  it('gives slots to others while some clients have stopped half-way', async () => {
    const port = await serve(hash);
    const stuck = Array.from({ length: 8 }, () => post(port, { 'content-length': 1e9 }));
    for (const request of stuck) request.write(randomBytes(300_000));
    const bytes = randomBytes(5_000_000);
    expect(await send(post(port), bytes)).toBe(`200 ${createHash('sha256').update(bytes).digest('hex')}`);
    for (const request of stuck) request.destroy();
  });

  it('does not delay a small body behind large ones', async () => {
    class Closed extends BodyScheduler {
      override acquire = () => new Promise<never>(() => undefined);
    }
    const line = new Closed();
    const port = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of requestBody(request, response, { scheduler: line })) chunks.push(chunk as Buffer);
      response.end(`${Buffer.concat(chunks).length}`);
    });
    expect(await send(post(port), randomBytes(100_000))).toBe('200 100000');
  });

  it('fails when the client disconnects before the end', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const port = await serve(async (request, response) => {
      try {
        for await (const chunk of requestBody(request, response)) if ((chunk as Buffer).length > 0) leaving.destroy();
      } catch (error) {
        resolve(error);
      }
    });
    const leaving = post(port, { 'content-length': 1e6 });
    leaving.write('half');
    expect(await promise).toBeInstanceOf(ClientGone);
  });

  it('fails when the client sends slower than the least rate', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const port = await serve(async (request, response) => {
      await text(requestBody(request, response, { leastRate: { bytes: 100, ms: 10 } })).catch(resolve);
      response.writeHead(408).end('slow');
    });
    const slow = post(port, { 'content-length': 1e6 });
    slow.write('half');
    const [answer] = (await once(slow, 'response')) as [IncomingMessage];
    expect(await promise).toMatchObject({ code: 'REQUEST_TIMEOUT', headers: { connection: 'close' } });
    expect(answer.statusCode).toBe(408);
    // Its connection ends although the client never does.
    if (!slow.destroyed) await once(slow, 'close');
  });

  it('fails when the client sends a byte now and then', async () => {
    const port = await serve(async (request, response) => {
      const error: unknown = await text(requestBody(request, response, { leastRate: { bytes: 100, ms: 50 } })).catch(
        (thrown: unknown) => thrown,
      );
      response.end((error as { code?: string }).code);
    });
    const slow = post(port, { 'content-length': 1e6 });
    const dribble = setInterval(() => slow.write('a'), 5);
    const [answer] = (await once(slow, 'response')) as [IncomingMessage];
    clearInterval(dribble);
    expect(await text(answer)).toBe('REQUEST_TIMEOUT');
    slow.destroy();
  });

  it('does not take a body for slow while nothing reads it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    const { promise: read, resolve: readNow } = Promise.withResolvers<void>();
    const port = await serve(async (request, response) => {
      const body = requestBody(request, response);
      request.once('pause', resolve);
      await read;
      response.end(String((await text(body)).length));
    });
    const answer = send(post(port), Buffer.alloc(300_000, 'a'));
    await arrived;
    vi.advanceTimersByTime(10 * 60_000);
    readNow();
    expect(await answer).toBe('200 300000');
  });

  it('lets a client read a response sent before its body was complete, and serves its next request', async () => {
    const port = await serve((request, response) => {
      const body = requestBody(request, response);
      response.statusCode = 413;
      response.end('too large');
      body.destroy();
    });
    for (let i = 0; i < 5; i++) expect(await send(post(port, { 'content-length': 20e6 }), randomBytes(20e6))).toBe('413 too large');
  });

  it('reads the rest of a body that the service has closed', async () => {
    const source = Object.assign(new Readable({ read: () => undefined }), { complete: false });
    const body = requestBody(source as unknown as IncomingMessage, new PassThrough() as unknown as ServerResponse);
    const paused = once(source, 'pause');
    source.push('first');
    await paused;
    body.destroy();
    source.push('last');
    source.push(null);
    await once(source, 'end');
    expect(source.readableEnded).toBe(true);
  });

  // The end of the connection shows nothing here: a client closes it as well, when it has the answer.
  it('disconnects a client that sends more than the limit after the response', async () => {
    const source = Object.assign(new Readable({ read: () => undefined }), { complete: false });
    drain(source as unknown as IncomingMessage, { maxBytes: 10, maxMs: 3_600_000 });
    source.push('a'.repeat(11));
    await once(source, 'close');
    expect(source.destroyed).toBe(true);
  });
});

import type { IncomingMessage, ServerResponse } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { heldBytes } from '#libs/http/held-bytes.js';

import { ADA, authAnswer, openGateway, PICTURE, sendJson, sendProblem, text as bodyOf, type Gateway } from '../gateway.fixture.js';

const PATH = `/get/${PICTURE}/m`;

/** A media of one picture, as it is now. */
const media = { etag: '"1"', bytes: 'medium', name: 'a.jpg', status: 200, cacheControl: 'private, no-cache' };

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { etag, bytes, name, status, cacheControl } = media;
  if (status !== 200) return sendProblem(response, status, 'NOT_FOUND');
  const common = { etag, 'cache-control': cacheControl, 'x-request-id': String(request.headers['x-request-id']) };
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, common).end();
  response.writeHead(200, { ...common, 'content-length': bytes.length, 'content-disposition': `inline; filename="${name}"` });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

let gateway: Gateway;
beforeEach(async () => {
  Object.assign(media, { etag: '"1"', bytes: 'medium', name: 'a.jpg', status: 200, cacheControl: 'private, no-cache' });
  gateway = await openGateway();
  gateway.media.answer = answer;
});
afterEach(() => gateway.close());

const methods = () => gateway.media.seen.map(({ method }) => method);

describe('a variant whose bytes the gateway has', () => {
  beforeEach(async () => {
    await gateway.send(PATH);
    gateway.media.seen.length = 0;
  });

  it('is sent after a call without bytes, with the headers of that call', async () => {
    media.name = 'b.jpg';
    const { status, text, headers } = await gateway.send(PATH);
    expect([status, text, methods()]).toEqual([200, 'medium', ['HEAD']]);
    const own = { 'content-disposition': 'inline; filename="b.jpg"', 'content-length': '6', etag: '"1"', 'x-frame-options': 'DENY' };
    expect(headers).toMatchObject({ ...own, 'cache-control': 'private, no-cache' });
    expect(gateway.media.seen[0]!.headers).toMatchObject({
      authorization: 'Bearer jwt-for-media',
      'x-request-id': headers['x-request-id'],
    });
  });

  it('is forwarded while slow readers hold as many bytes as answers may', async () => {
    const release = heldBytes.take(32 * 2 ** 20 - 5);
    expect((await gateway.send(PATH)).text).toBe('medium');
    release();
    expect((await gateway.send(PATH)).text).toBe('medium');
    expect(methods()).toEqual(['HEAD', 'GET', 'HEAD']);
  });

  it('is a 304 for who has it', async () => {
    const { status, text, headers } = await gateway.send(PATH, { headers: { 'if-none-match': '"1"' } });
    expect([status, text, headers.etag, methods()]).toEqual([304, '', '"1"', ['HEAD']]);
  });

  it('is forwarded when it has other bytes by now, which are kept instead', async () => {
    Object.assign(media, { etag: '"2"', bytes: 'others' });
    expect((await gateway.send(PATH)).text).toBe('others');
    expect((await gateway.send(PATH)).text).toBe('others');
    expect(methods()).toEqual(['HEAD', 'GET', 'HEAD']);
  });

  it('is refused as media refuses it, and forgotten', async () => {
    media.status = 404;
    expect(await gateway.send(PATH)).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json' } });
    media.status = 200;
    expect((await gateway.send(PATH)).text).toBe('medium');
    expect(methods()).toEqual(['HEAD', 'GET', 'GET']);
  });

  it('is refused by the first call when media can’t tell whether it may be sent', async () => {
    gateway.media.answer = (_request, response) => sendProblem(response, 503, 'UNAVAILABLE');
    const { status, headers } = await gateway.send(PATH);
    expect([status, headers['retry-after'], methods()]).toEqual([503, '5', ['HEAD']]);
    expect(headers['content-type']).toContain('application/problem+json');
  });

  it('is not sent while media does not answer', async () => {
    gateway.media.answer = (_request, response) => void response.destroy();
    expect((await gateway.send(PATH)).status).toBe(503);
  });

  it('is not sent without a session', async () => {
    gateway.auth.answer = authAnswer(() => []);
    expect((await gateway.send(PATH, { headers: { authorization: 'Bearer sbs_other' } })).status).toBe(401);
    expect(methods()).toEqual([]);
  });

  it.each([{ range: 'bytes=0-1' }, { connection: 'close, if-none-match' }] as Record<string, string>[])('with %o', async (headers) => {
    await gateway.send(PATH, { headers });
    expect(methods()).toEqual(['range' in headers ? 'GET' : 'HEAD']);
    expect(gateway.media.seen[0]!.headers.range).toBe(headers['range']);
  });

  it('is checked by a call that began after the request, once for all that wait', async () => {
    const held: (() => void)[] = [];
    const seen = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    gateway.media.answer = (request, response) => {
      held.push(() => answer(request, response));
      seen[held.length - 1]!.resolve();
    };
    const first = gateway.send(PATH);
    await seen[0]!.promise;
    const waiting = Array.from({ length: 10 }, () => gateway.send(PATH));
    const arrived = Promise.withResolvers<void>();
    let requests = 0;
    gateway.app.getHttpServer().on('request', () => {
      if (++requests === waiting.length) arrived.resolve();
    });
    await arrived.promise;
    held[0]!();
    expect((await first).status).toBe(200);
    await seen[1]!.promise;
    // Deleted while the second check is under way: media decides, and all are refused by calls of their own.
    media.status = 404;
    gateway.media.answer = answer;
    held[1]!();
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(404);
    expect(methods().filter((method) => method === 'HEAD')).toHaveLength(2);
  });

  it('is not sent to another person who asks at the same time, and stays for its owner', async () => {
    gateway.auth.answer = async (request, response) => {
      const { token } = JSON.parse(await bodyOf(request)) as { token: string };
      const user = { ...ADA, id: `${ADA.id.slice(0, -3)}bob` };
      sendJson(response, 200, { jwt: `jwt of ${token}`, user, sessionId: 's2', tokenId: null, scopes: ['read'] });
    };
    const bob = { headers: { authorization: 'Bearer sbs_bob' } };
    const ofAda: (() => void)[] = [];
    const held = Promise.withResolvers<void>();
    gateway.media.answer = (request, response) => {
      if (request.headers.authorization === 'Bearer jwt of sbs_bob') return sendProblem(response, 404, 'NOT_FOUND');
      ofAda.push(() => answer(request, response));
      held.resolve();
    };
    const first = gateway.send(PATH);
    await held.promise;
    const others = [gateway.send(PATH), gateway.send(PATH, bob)];
    expect((await others[1]!).status).toBe(404);
    gateway.media.answer = answer;
    ofAda[0]!();
    expect([(await first).status, (await others[0]!).status]).toEqual([200, 200]);
    gateway.media.seen.length = 0;
    expect((await gateway.send(PATH)).text).toBe('medium');
    expect(methods()).toEqual(['HEAD']);
  });

  it('has the id of each request in its answer, also when one check was made for several', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.send(PATH)));
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(10);
  });
});

describe('the gateway keeps no bytes', () => {
  it('of a size that stands in for another', async () => {
    media.cacheControl = 'no-store';
    for (let n = 0; n < 2; n++) await gateway.send(PATH);
    expect(methods()).toEqual(['GET', 'GET']);
  });

  it.each([`${PATH}?download`, `/get/${PICTURE}/o`, `/api/images/${PICTURE}`])('of %s', async (path) => {
    for (let n = 0; n < 2; n++) await gateway.send(path);
    expect(methods()).toEqual(['GET', 'GET']);
  });

  it('of an answer without a strong ETag', async () => {
    media.etag = 'W/"1"';
    for (let n = 0; n < 2; n++) await gateway.send(PATH);
    expect(methods()).toEqual(['GET', 'GET']);
  });

  it('of an answer that broke off', async () => {
    gateway.media.answer = (_request, response) => {
      response.writeHead(200, { etag: '"1"', 'content-length': 6 });
      response.write('med');
      setImmediate(() => response.destroy());
    };
    await expect(gateway.send(PATH)).rejects.toThrow();
    gateway.media.answer = answer;
    expect((await gateway.send(PATH)).text).toBe('medium');
    expect(methods().at(-1)).toBe('GET');
  });

  it('above half a megabyte', async () => {
    media.bytes = 'x'.repeat(512 * 1024 + 1);
    for (let n = 0; n < 2; n++) await gateway.send(PATH);
    expect(methods()).toEqual(['GET', 'GET']);
  });
});

describe('the bytes of an answer that a gateway keeps', () => {
  /** Sends the first half of the picture, and the rest when it is told to. */
  function answerInHalves(): () => void {
    const rest = Promise.withResolvers<void>();
    gateway.media.answer = async (_request, response) => {
      response.writeHead(200, { etag: '"1"', 'cache-control': 'private, no-cache', 'content-length': 6 });
      response.write('med');
      await rest.promise;
      response.end('ium');
    };
    return rest.resolve;
  }

  it('count as held until it has ended', async () => {
    const end = answerInHalves();
    const sent = gateway.send(PATH);
    await expect.poll(() => heldBytes.bytes).toBe(6);
    end();
    expect((await sent).text).toBe('medium');
    await expect.poll(() => heldBytes.bytes).toBe(0);
    gateway.media.answer = answer;
    await gateway.send(PATH);
    expect(methods()).toEqual(['GET', 'HEAD']);
  });

  it('count no more when it fails', async () => {
    gateway.media.answer = (_request, response) => {
      response.writeHead(200, { etag: '"1"', 'cache-control': 'private, no-cache', 'content-length': 6 });
      response.write('med', () => response.destroy());
    };
    await gateway.send(PATH).catch(() => undefined);
    await expect.poll(() => heldBytes.bytes).toBe(0);
  });

  it('are not kept while slow readers hold as many as answers may', async () => {
    const release = heldBytes.take(32 * 2 ** 20 - 5);
    for (let n = 0; n < 2; n++) expect((await gateway.send(PATH)).text).toBe('medium');
    release();
    expect(methods()).toEqual(['GET', 'GET']);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ADA, PICTURE, TOKEN } from '../gateway.fixture.js';
import { closed, openService, type Place, type Served, type TestService } from './service.fixture.js';

const MB = 2 ** 20;
/** More than all buffers between a person and a service can hold. */
const LARGE = 48 * MB;
const IMAGES = '/api/images';
const BYTES = `/get/${PICTURE}`;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Resolves with the value when nothing has changed it during many turns of the event loop, in which every byte on loopback moves. */
async function settled(read: () => number): Promise<number> {
  for (let last = read(), same = 0; ; same = read() === last ? same + 1 : 0, last = read()) {
    if (same === 200) return last;
    await turn();
  }
}

/** LARGE bytes, of which so many were asked for. */
function produce() {
  let produced = 0;
  const stream = Readable.from(
    (function* () {
      for (; produced < LARGE; produced += MB) yield Buffer.alloc(MB, produced / MB);
    })(),
  );
  return { stream, produced: () => produced };
}

/** Every transport passes this suite: a person sends requests to a gateway over real sockets, which calls a service by the transport. */
export function transportContract(name: string, place: Place): void {
  describe(`${name}:`, () => {
    let service: TestService;
    beforeEach(async () => {
      service = await openService(place);
    });
    afterEach(() => service.close());

    /** Makes the service keep each call open, and returns the first. */
    const held = () => new Promise<Served>((resolve) => (service.answer = (served) => resolve(served)));
    const begin = (method: string, path: string, headers?: Record<string, string>): ClientRequest =>
      service.open(method, path, headers).on('error', () => undefined);
    const answerOf = async (sending: ClientRequest) =>
      ((await once(sending, 'response')) as [IncomingMessage])[0].on('error', () => undefined);

    describe('by whom a call is made', () => {
      it('reaches the service: account, session, scopes, address, request id, and nothing that the person says of it', async () => {
        const call = held();
        const forged = { 'x-client-address': '203.0.113.9', 'x-request-id': 'forged-forged', host: 'localhost' };
        const answer = service.send('GET', IMAGES, { headers: forged });
        const { caller, address, reply, request } = await call;
        expect(caller).toEqual({ userId: ADA.id, userName: ADA.name, scopes: ['read', 'upload', 'write'], sessionId: 's1' });
        expect(address).toBe('127.0.0.1');
        expect(request.headers['cookie']).toBeUndefined();
        void reply.send({ id: reply.request.id });
        const { headers, text } = await answer;
        expect(JSON.parse(text)).toEqual({ id: headers['x-request-id'] });
        expect(text).not.toContain('forged');
      });

      it('is refused by the guard of the service when a scope is missing', async () => {
        const { status, text } = await service.send('GET', IMAGES, { headers: { authorization: `Bearer ${TOKEN}` } });
        expect([status, JSON.parse(text).code, service.answered]).toEqual([403, 'SCOPE_MISSING', 0]);
      });
    });

    describe('bodies', () => {
      it('arrive whole, in both directions', async () => {
        const bytes = randomBytes(8 * MB + 7);
        service.answer = ({ request, reply }) => reply.send(request.pipe(new PassThrough()));
        const { text: _, headers, ...answer } = await service.send('POST', IMAGES, { body: 'grün, ' + 'ß'.repeat(100_000) });
        expect([answer.status, _]).toEqual([200, 'grün, ' + 'ß'.repeat(100_000)]);
        expect(headers['content-length']).toBeUndefined();
        service.answer = async ({ request, reply }) => {
          const hash = createHash('sha256');
          for await (const chunk of request) hash.update(chunk as Buffer);
          await reply.send({ hash: hash.digest('hex'), complete: request.complete, length: request.headers['content-length'] });
        };
        const sent = await service.send('POST', IMAGES, { body: bytes });
        expect(JSON.parse(sent.text)).toEqual({ hash: sha256(bytes), complete: true, length: String(bytes.length) });
      });

      it('in wait while the service does not read, and go on when it does', async () => {
        const call = held();
        const source = produce();
        const upload = begin('POST', IMAGES, { 'content-length': String(LARGE) });
        source.stream.pipe(upload);
        const { request, reply } = await call;
        let bytes = 0;
        // It reads a little before it stops.
        const [first] = (await once(request.resume(), 'data')) as [Buffer];
        request.pause();
        bytes += first.length;
        expect(await settled(source.produced)).toBeLessThan(LARGE / 2);
        for await (const chunk of request) bytes += (chunk as Buffer).length;
        void reply.send({ bytes });
        expect((await answerOf(upload)).statusCode).toBe(200);
        expect(bytes).toBe(LARGE);
      });

      it('out wait while the person does not read, and go on when it does', async () => {
        const source = produce();
        service.answer = ({ reply }) => reply.send(source.stream);
        const answer = await answerOf(begin('GET', BYTES).end());
        answer.pause();
        expect(await settled(source.produced)).toBeLessThan(LARGE / 2);
        const hash = createHash('sha256');
        for await (const chunk of answer) hash.update(chunk as Buffer);
        expect(hash.digest('hex')).toBe(sha256(Buffer.concat(Array.from({ length: LARGE / MB }, (_, i) => Buffer.alloc(MB, i)))));
      });

      it('that the service does not want do not keep its answer from the person', async () => {
        const call = held();
        const sending = service.send('POST', IMAGES, { body: Buffer.alloc(20 * MB) });
        void (await call).reply.code(413).send({});
        expect((await sending).status).toBe(413);
      });
    });

    describe('a person who leaves', () => {
      it('before the answer ends the call', async () => {
        const call = held();
        const reading = begin('GET', BYTES).end();
        const { response } = await call;
        const gone = closed(response);
        reading.destroy();
        await gone;
        expect(response.writableFinished).toBe(false);
      });

      it('in the middle of the answer ends its source', async () => {
        const source = new PassThrough();
        service.answer = ({ reply }) => reply.send(source);
        source.write('some of it');
        const reading = begin('GET', BYTES).end();
        await once(await answerOf(reading), 'data');
        const gone = closed(source);
        reading.destroy();
        await gone;
        expect(source.readableEnded).toBe(false);
      });

      it('in the middle of a body aborts it', async () => {
        const call = held();
        const upload = begin('POST', IMAGES, { 'content-length': '1000' });
        upload.write('some');
        const { request, response } = await call;
        const [gone, failed] = [closed(response), new Promise((resolve) => request.once('error', resolve))];
        request.once('data', () => upload.destroy());
        expect(await failed).toMatchObject({ code: 'ECONNRESET' });
        await gone;
        expect([request.complete, request.aborted]).toEqual([false, true]);
      });
    });
  });
}

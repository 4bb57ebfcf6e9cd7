import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Problem } from '#libs/api/errors.js';

import { PICTURE } from '../gateway.fixture.js';
import { closed, openService, type Place, type TestService } from './service.fixture.js';

const IMAGES = '/api/images';
const BYTES = `/get/${PICTURE}`;

/** Every transport passes this suite, too: answers that are whole, cut or late. */
export function answersContract(name: string, place: Place): void {
  describe(`${name}:`, () => {
    let service: TestService;
    const open = async (timeouts?: { headers?: number; headersAfterBody?: number; body?: number }) => {
      await service?.close();
      service = await openService(place, timeouts);
    };
    beforeEach(() => open());
    afterEach(() => service.close());

    const begin = (method: string, path: string, headers?: Record<string, string>): ClientRequest =>
      service.open(method, path, headers).on('error', () => undefined);
    const answerOf = async (sending: ClientRequest) =>
      ((await once(sending, 'response')) as [IncomingMessage])[0].on('error', () => undefined);

    describe('an answer that is cut', () => {
      it.each([
        ['of a known length', { 'content-length': '1000' }],
        ['of an unknown length', {}],
      ])('%s never looks whole', async (_, headers) => {
        service.answer = ({ reply, response }) => {
          reply.hijack();
          response.writeHead(200, headers as Record<string, string>).write('half of it');
          setImmediate(() => response.destroy());
        };
        await expect(service.send('GET', BYTES)).rejects.toMatchObject({ code: 'ECONNRESET' });
      });

      it('by a source that fails never looks whole', async () => {
        const source = new PassThrough().on('error', () => undefined);
        service.answer = ({ reply }) => reply.send(source);
        source.write('half of it');
        const answer = await answerOf(begin('GET', BYTES).end());
        const over = closed(answer);
        answer.once('data', () => source.destroy(new Error('a disk')));
        await over;
        expect(answer.complete).toBe(false);
      });

      it('because it has fewer bytes than it says never looks whole', async () => {
        await open({ body: 200 });
        service.answer = ({ reply, response }) => {
          reply.hijack();
          response.writeHead(200, { 'content-length': '1000' }).end('half of it');
        };
        await expect(service.send('GET', BYTES)).rejects.toMatchObject({ code: 'ECONNRESET' });
      });

      it('before it began is a 503, and only a read is tried a second time', async () => {
        service.answer = ({ reply }) => reply.hijack().raw.destroy();
        for (const [method, path, calls] of [
          ['GET', IMAGES, 2],
          ['DELETE', '/api/trash', 1],
        ] as const) {
          service.answered = 0;
          const { status, headers, text } = await service.send(method, path);
          expect([status, headers['retry-after'], JSON.parse(text).code, service.answered]).toEqual([503, '5', 'UNAVAILABLE', calls]);
        }
      });
    });

    describe('a slow service', () => {
      it('is a 504, also after a body, but not while a person sends it', async () => {
        await open({ headers: 200, headersAfterBody: 200 });
        service.answer = async ({ request, reply }) => {
          let bytes = 0;
          for await (const chunk of request) bytes += (chunk as Buffer).length;
          if (request.url === '/api/images?answered') await reply.send({ bytes });
        };
        expect((await service.send('GET', IMAGES)).status).toBe(504);
        expect((await service.send('POST', IMAGES, { body: 'a body' })).status).toBe(504);
        const slow = begin('POST', `${IMAGES}?answered`, { 'content-length': '8' });
        const ended = answerOf(slow);
        for (let piece = 0; piece < 8; piece++) {
          slow.write('x');
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        expect((await ended).statusCode).toBe(200);
      });

      it('that stalls in its answer is cut', async () => {
        await open({ body: 200 });
        service.answer = ({ reply }) => reply.hijack().raw.writeHead(200, { 'content-length': '1000' }).write('half');
        await expect(service.send('GET', BYTES)).rejects.toMatchObject({ code: 'ECONNRESET' });
      });
    });

    describe('answers', () => {
      it('have the status, headers and problem of the service', async () => {
        service.answer = () => {
          throw new Problem('RATE_LIMITED', 'Too many.', { retryAfter: 7 });
        };
        const refused = await service.send('GET', IMAGES);
        expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '7', 'cache-control': 'no-store' } });
        expect(JSON.parse(refused.text)).toMatchObject({ code: 'RATE_LIMITED', requestId: refused.headers['x-request-id'] });
        service.answer = () => {
          throw new Error('a canary');
        };
        const failed = await service.send('GET', IMAGES);
        expect([failed.status, failed.text.includes('canary')]).toEqual([500, false]);
      });

      it('have headers of several values, numbers as text, and no cookie', async () => {
        service.answer = ({ reply }) =>
          reply.headers({ link: ['<a>', '<b>'], 'x-number': 7, 'x-one': ['only'], 'set-cookie': 'a=b' } as never).send({});
        const { headers } = await service.send('GET', IMAGES);
        expect(headers).toMatchObject({ link: '<a>, <b>', 'x-number': '7', 'x-one': 'only', 'content-length': '2' });
        expect(headers['set-cookie']).toBeUndefined();
      });

      it('with a header that no message may have are a 500', async () => {
        service.answer = ({ reply }) => reply.header('x-bad', 'a\r\nset-cookie: a=b').send({});
        expect((await service.send('GET', IMAGES)).status).toBe(500);
      });

      it('to HEAD, 204 and 304 have no body', async () => {
        service.answer = ({ reply }) => reply.headers({ 'content-length': 5, etag: '"a"' }).send('whole');
        const head = await service.send('HEAD', BYTES);
        expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': '5', etag: '"a"' } });
        for (const status of [204, 304]) {
          service.answer = ({ reply, response }) => {
            reply.hijack();
            response.writeHead(status, { etag: '"a"' }).end('not sent');
          };
          const empty = await service.send('GET', BYTES);
          expect(empty).toMatchObject({ status, text: '', headers: { etag: '"a"' } });
          expect(empty.headers['content-length']).toBeUndefined();
        }
      });
    });
  });
}

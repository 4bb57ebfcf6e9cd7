import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { Api } from './api.js';

const answers: { status: number; headers?: Record<string, string>; body: string }[] = [];
let asked = 0;
const server = createServer((_request, response) => {
  asked++;
  const { status, headers = {}, body } = answers.shift() ?? { status: 200, body: '{"ok":true}' };
  if (status === 0) return void response.destroy();
  response.writeHead(status, headers).end(body);
});
let url: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  answers.length = 0;
  asked = 0;
});

const problem = (status: number, code: string) => ({ status, body: JSON.stringify({ code, title: 'No', detail: 'Not so.' }) });
const call = (pauses = [0, 0, 0], signal?: AbortSignal) =>
  new Api(url, 'token', { pauses, signal }).json(z.object({ ok: z.boolean() }), 'GET', '/');

describe('a call of the API', () => {
  it('is repeated after a temporary error and a broken connection', async () => {
    answers.push(problem(503, 'UNAVAILABLE'), { status: 0, body: '' }, problem(429, 'RATE_LIMITED'));
    expect(await call()).toEqual({ ok: true });
    expect(asked).toBe(4);
  });

  it('waits as long as Retry-After says', async () => {
    answers.push({ ...problem(503, 'UNAVAILABLE'), headers: { 'retry-after': '0' } });
    // Its own pause would outlast the test.
    expect(await call([3_600])).toEqual({ ok: true });
  });

  it('is not repeated after a refusal, and has the message of the drive', async () => {
    answers.push(problem(415, 'UNSUPPORTED_TYPE'));
    await expect(call()).rejects.toMatchObject({ status: 415, code: 'UNSUPPORTED_TYPE', message: 'No. Not so.', isFinal: false });
    expect(asked).toBe(1);
  });

  it.each(['NOT_LOGGED_IN', 'STORAGE_FULL', 'QUOTA_EXCEEDED'])('%s is final', async (code) => {
    answers.push(problem(code === 'STORAGE_FULL' ? 507 : 413, code));
    await expect(call()).rejects.toMatchObject({ code, isFinal: true });
  });

  it('jsonOnce is not repeated when its answer is lost', async () => {
    answers.push({ status: 0, body: '' });
    const api = new Api(url, 'token', { pauses: [0, 0, 0] });
    await expect(api.jsonOnce(z.object({ ok: z.boolean() }), 'POST', '/')).rejects.toMatchObject({ code: 'NO_ANSWER' });
    expect(asked).toBe(1);
  });

  it('gives up after the last pause', async () => {
    answers.push(...Array.from({ length: 4 }, () => problem(503, 'UNAVAILABLE')));
    await expect(call()).rejects.toMatchObject({ status: 503, isFinal: true });
    expect(asked).toBe(4);
  });

  it('stops waiting when it is interrupted', async () => {
    const stop = new AbortController();
    answers.push({ ...problem(503, 'UNAVAILABLE'), headers: { 'retry-after': '60' } });
    const calling = call([1], stop.signal);
    await expect.poll(() => asked).toBe(1);
    stop.abort();
    await expect(calling).rejects.toMatchObject({ status: expect.any(Number) as number });
  });

  it('to another server than a drive says so', async () => {
    answers.push({ status: 200, body: '<!doctype html>' });
    await expect(call()).rejects.toMatchObject({ code: 'NO_DRIVE' });
  });
});

import type { IncomingHttpHeaders } from 'node:http';

import { Controller, Get, HttpCode, Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { Problem } from '#libs/api/errors.js';

import { createInnerApp } from '../create-inner-app.js';
import { createLogger } from '../log.js';
import type { AnswerController, AnswerHandler } from './answer-handler.js';
import { InProcessServer } from './in-process-server.js';

const ANSWER = { items: [{ id: 'a' }], next: null };

@Controller()
class Routes {
  @Get('object')
  object() {
    return ANSWER;
  }
  @Get('date')
  date() {
    return { at: new Date(0) };
  }
  @Get('text')
  text() {
    return 'a text';
  }
  @Get('nothing')
  @HttpCode(204)
  nothing(): void {}
  @Get('refused')
  refused() {
    throw new Problem('NOT_FOUND', 'There is nothing.');
  }
}

@Module({ controllers: [Routes] })
class Service {}

class Seen implements AnswerHandler {
  status = 0;
  headers: IncomingHttpHeaders = {};
  text = '';
  readonly objects: unknown[] = [];
  readonly ended: Promise<void>;
  private settle!: { resolve: () => void; reject: (error: Error) => void };
  onResponseObject?: (controller: AnswerController, value: unknown) => void;
  constructor(takesObjects: boolean) {
    if (takesObjects) this.onResponseObject = (_, value) => void this.objects.push(value);
    this.ended = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
  }
  onResponseStart(_: AnswerController, status: number, headers: IncomingHttpHeaders) {
    Object.assign(this, { status, headers });
  }
  onResponseData(_: AnswerController, chunk: Buffer | string) {
    this.text += String(chunk);
  }
  onResponseEnd = () => this.settle.resolve();
  onResponseError = (_: AnswerController, error: Error) => this.settle.reject(error);
}

let server: InProcessServer;
beforeAll(async () => {
  server = await InProcessServer.open(await createInnerApp({ module: Service }, { name: 'media', logger: createLogger('silent') }));
});
afterAll(() => server.close(0));

async function get(url: string, takesObjects: boolean): Promise<Seen> {
  const seen = new Seen(takesObjects);
  const timeouts = { headers: 5_000, body: 5_000 };
  server.dispatch({ method: 'GET', url, headers: { host: 'media' }, body: null, identity: null, clientAddress: undefined, timeouts }, seen);
  await seen.ended;
  return seen;
}

it('a handler that takes objects gets the object itself, and no data', async () => {
  const { status, objects, text } = await get('/object', true);
  expect([status, text]).toEqual([200, '']);
  expect(objects[0]).toBe(ANSWER);
});

it('a handler that does not gets JSON', async () => {
  const { text, headers, objects } = await get('/object', false);
  expect([JSON.parse(text), headers['content-type'], objects]).toEqual([ANSWER, 'application/json; charset=utf-8', []]);
});

it.each(['/object', '/date', '/refused'])('%s is the same as an object and as JSON', async (url) => {
  const [handed, written] = [await get(url, true), await get(url, false)];
  const { requestId: _, ...rest } = JSON.parse(written.text) as Record<string, unknown>;
  expect([handed.status, handed.objects]).toEqual([written.status, [expect.objectContaining(rest)]]);
});

it('a text stays data, and an answer without a body has no object', async () => {
  expect(await get('/text', true)).toMatchObject({ text: 'a text', objects: [] });
  expect(await get('/nothing', true)).toMatchObject({ status: 204, text: '', objects: [] });
});

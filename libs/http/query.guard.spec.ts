import { Controller, Get, Module, Query, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createInnerApp } from './create-inner-app.js';
import { createLogger } from './log.js';
import { ReadsQuery } from './query.guard.js';

const Paged = z.strictObject({ limit: z.coerce.number('use a number').optional() });
type Paged = z.output<typeof Paged>;

@Controller()
class Routes {
  @Get('none')
  none() {
    return {};
  }

  @Get('schema')
  schema(@Query({ schema: Paged }) query: Paged) {
    return query;
  }

  @ReadsQuery()
  @Get('raw')
  raw() {
    return {};
  }

  @Get('bytes')
  async bytes(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-length', 5).send(reply.request.method === 'HEAD' ? undefined : 'bytes');
  }
}

@Module({ controllers: [Routes] })
class RoutesModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createInnerApp({ module: RoutesModule }, { name: 'test', logger: createLogger('silent') });
  await app.init();
});
afterAll(() => app.close());

const ask = async (url: string, method: 'GET' | 'HEAD' = 'GET') => {
  const { statusCode, body } = await app.inject({ method, url });
  const { code, detail, ...rest } = JSON.parse(body || '{}') as Record<string, unknown>;
  return code ? [statusCode, code, detail] : [statusCode, rest];
};

describe('the query of a request', () => {
  it('is refused where the handler has no @Query', async () => {
    expect(await ask('/none')).toEqual([200, {}]);
    expect(await ask('/none?')).toEqual([200, {}]);
    expect(await ask('/none?dry=1')).toEqual([400, 'BAD_REQUEST', 'The query: Unrecognized key: "dry".']);
    expect(await ask('/none?dry=1', 'HEAD')).toEqual([400, {}]);
  });

  it('passes where the handler reads it from the request', async () => {
    expect(await ask('/raw?dry=1')).toEqual([200, {}]);
  });

  it('is parsed by the schema of @Query', async () => {
    expect(await ask('/schema?limit=3')).toEqual([200, { limit: 3 }]);
    expect(await ask('/schema?limit=x')).toEqual([400, 'BAD_REQUEST', 'The query: limit: use a number.']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('is refused when it has the unknown name %s', async (name) => {
    expect(await ask(`/schema?${name}=1`)).toEqual([400, 'BAD_REQUEST', `The query: Unrecognized key: "${name}".`]);
  });
});

describe('HEAD', () => {
  it('answers with the Content-Length that the GET handler set', async () => {
    const { headers, body } = await app.inject({ method: 'HEAD', url: '/bytes' });
    expect([headers['content-length'], body]).toEqual(['5', '']);
  });

  it('answers with the length of the JSON of GET', async () => {
    const { headers, body } = await app.inject({ method: 'HEAD', url: '/none' });
    expect([headers['content-length'], body]).toEqual(['2', '']);
  });
});

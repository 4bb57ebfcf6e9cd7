import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';

import Fastify from 'fastify';
import { expect, it } from 'vitest';

import { clientOrigin } from './client-origin.js';

it.each([0, 1])('says of a request what Fastify says, behind %i proxies', async (proxies) => {
  const fastify = Fastify({ trustProxy: (_address: string, hop: number) => hop < proxies, requireHostHeader: false } as object);
  const compared: unknown[] = [];
  fastify.get('/', (asked) => {
    const { protocol, host } = asked;
    compared.push({ protocol, host });
    expect(clientOrigin(asked.raw, proxies > 0)).toEqual({ protocol, host });
    return 'ok';
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = fastify.server.address() as AddressInfo;
  const cases: Record<string, string | string[]>[] = [
    {},
    { host: 'nas.local' },
    { 'x-forwarded-host': 'photos.example.org', 'x-forwarded-proto': 'https' },
    { 'x-forwarded-host': 'evil.example, photos.example.org', 'x-forwarded-proto': 'http,https' },
    { 'x-forwarded-host': ['evil.example', 'photos.example.org'], 'x-forwarded-proto': ['http', 'https'] },
    { 'x-forwarded-host': '', 'x-forwarded-proto': '' },
    { 'x-forwarded-host': 'photos.example.org,', 'x-forwarded-proto': 'https,' },
  ];
  for (const headers of cases) {
    const [answer] = (await once(request({ port, host: '127.0.0.1', headers, agent: false }).end(), 'response')) as [
      NodeJS.ReadableStream & { statusCode: number },
    ];
    expect(answer.statusCode).toBe(200);
    answer.resume();
  }
  expect(compared).toHaveLength(cases.length);
  await fastify.close();
});

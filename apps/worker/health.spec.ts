import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { ProblemFilter } from '#libs/http/problem.filter.js';
import { QueryGuard } from '#libs/http/query.guard.js';

import { openFixture, type Fixture } from './open-worker.fixture.js';
import { WorkerModule } from './worker.module.js';
import { StoreFull } from '#libs/ports/errors.js';

describe('the health of the worker', () => {
  let fixture: Fixture;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    fixture = await openFixture();
    const module = await Test.createTestingModule({ imports: [WorkerModule.with(fixture)] }).compile();
    app = module
      .createNestApplication<NestFastifyApplication>(new FastifyAdapter())
      .useGlobalFilters(new ProblemFilter())
      .useGlobalGuards(new QueryGuard());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app.close();
    await fixture.close();
  });

  it('is ready when all dependencies answer', async () => {
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    expect((await app.inject('/health/ready')).json()).toEqual({ status: 'ok' });
    // Probes may send a query.
    expect((await app.inject('/health/live?at=1')).statusCode).toBe(200);
  });

  it('is not ready when the database and the store do not belong together', async () => {
    const id = join(fixture.config.dataDir, 'objects/drive-id');
    const right = await readFile(id);
    await writeFile(id, 'another');
    const answer = await app.inject('/health/ready');
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      503,
      expect.stringMatching(/^the drive: Database and store do not/),
    ]);
    await writeFile(id, right);
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
  });

  it('is ready on a full disk, since only its owner can free space', async () => {
    vi.spyOn(fixture.objects, 'check').mockRejectedValueOnce(new StoreFull());
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
  });

  it('names the dependency that does not answer, and stays live', async () => {
    await fixture.queue.close(0);
    const answer = await app.inject('/health/ready');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.json()).toMatchObject({ code: 'UNAVAILABLE', detail: 'the queue: no answer.' });
    expect((await app.inject('/health/live')).statusCode).toBe(200);
  });
});

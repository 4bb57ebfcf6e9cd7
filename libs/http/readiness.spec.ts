import { expect, it } from 'vitest';
import { pino } from 'pino';

import { Problem } from '#libs/api/errors.js';

import { RepositoryNewer } from '#libs/ports/errors.js';

import { Readiness, type Check } from './readiness.js';

const REQUEST = 'request-id';

function readiness(needs: Record<string, Check>, timeout?: number) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const one = new Readiness(needs, logger, timeout === undefined ? {} : { timeout });
  return { lines, one, check: () => one.check(REQUEST) };
}

it('is ready when all checks succeed, and passes them the request id', async () => {
  const heard: string[] = [];
  const { check, lines } = readiness({ a: async (id) => heard.push(id), b: async (id) => heard.push(id) });
  await check();
  expect([heard, lines]).toEqual([[REQUEST, REQUEST], []]);
});

it('names every part that failed, and only logs the error of its library', async () => {
  const { check, lines } = readiness({
    'the store': async () => Promise.reject(new Error('ECONNREFUSED minio:9000')),
    'the queue': async () => undefined,
    media: async () => Promise.reject(new Problem('UNAVAILABLE', 'the database of pictures: no answer.')),
  });
  await expect(check()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    detail: 'the store: no answer. media: the database of pictures: no answer.',
    headers: { 'retry-after': '5' },
  });
  expect(lines.map(({ part, reqId }) => [part, reqId])).toEqual([
    ['the store', REQUEST],
    ['media', REQUEST],
  ]);
  expect(lines[0]).toMatchObject({ err: { message: 'ECONNREFUSED minio:9000' } });
});

it('says that a newer version wrote the database', async () => {
  const { check, lines } = readiness({ 'the database': async () => Promise.reject(new RepositoryNewer('Written by a newer version.')) });
  await expect(check()).rejects.toMatchObject({ detail: 'the database: Written by a newer version.' });
  expect(lines[0]).toMatchObject({ msg: 'waiting for the database', err: { message: 'Written by a newer version.' } });
});

it('does not wait for a check that hangs', async () => {
  const { check } = readiness({ 'the store': () => new Promise(() => undefined) }, 10);
  await expect(check()).rejects.toMatchObject({ detail: 'the store: no answer.' });
});

it('logs once what it waits for, however often it is checked, and once that all parts work', async () => {
  const away = new Set(['the store', 'the queue']);
  const part = (name: string) => async () => {
    if (away.has(name)) throw new Error('away');
  };
  const { lines, one } = readiness({ 'the store': part('the store'), 'the queue': part('the queue') });
  const ask = () => one.check(REQUEST).catch(() => undefined);
  await ask();
  await ask();
  away.delete('the queue');
  await ask();
  away.clear();
  await ask();
  await ask();
  away.add('the queue');
  await ask();
  expect(lines.map(({ msg }) => msg)).toEqual([
    'waiting for the store',
    'waiting for the queue',
    'all parts are available',
    'waiting for the queue',
  ]);
});

it('logs a part again when it says why for the first time, and not each time that it says so', async () => {
  const says = [new Error('refused'), new Problem('UNAVAILABLE', '600 seconds ahead'), new Problem('UNAVAILABLE', '601 seconds ahead')];
  const { lines, check } = readiness({ auth: async () => Promise.reject(says.shift()!) });
  for (let times = 3; times > 0; times--) await expect(check()).rejects.toThrow();
  const said = lines.map(({ err }) => err as { message: string; detail?: string });
  expect(said.map(({ message, detail = message }) => detail)).toEqual(['refused', '600 seconds ahead']);
});

it('checks repeatedly until all parts work', async () => {
  let looks = 0;
  const { lines, one } = readiness({
    'the store': async () => {
      if (++looks < 3) throw new Error('away');
    },
  });
  await one.untilReady(new AbortController().signal);
  expect([looks, lines.map(({ msg }) => msg)]).toEqual([3, ['waiting for the store', 'all parts are available']]);
});

it('stops checking when its process stops', async () => {
  const stop = new AbortController();
  const { one } = readiness({ 'the store': async () => Promise.reject(new Error('away')) });
  const waiting = one.untilReady(stop.signal);
  stop.abort();
  await waiting;
});

it('requests during a check share it', async () => {
  let looks = 0;
  const answered = Promise.withResolvers<void>();
  const { one } = readiness({
    'the store': () => {
      looks++;
      return answered.promise;
    },
  });
  const checks = [one.check('1'), one.check('2'), one.check('3')];
  answered.resolve();
  await Promise.all(checks);
  expect(looks).toBe(1);
  await one.check('4');
  expect(looks).toBe(2);
});

it('a result counts for as long as it is kept, good or bad', async () => {
  let [looks, time] = [0, 0];
  const one = new Readiness(
    {
      'the store': async () => {
        if (++looks % 2 === 0) throw new Error('away');
      },
    },
    pino({ level: 'silent' }),
    { keep: 1000, now: () => time },
  );
  await one.check(REQUEST);
  time = 999;
  await one.check(REQUEST);
  expect(looks).toBe(1);
  time = 1000;
  await expect(one.check(REQUEST)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  time = 1999;
  await expect(one.check(REQUEST)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(looks).toBe(2);
  time = 2000;
  await one.check(REQUEST);
  expect(looks).toBe(3);
});

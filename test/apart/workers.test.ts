import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { noise } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { Stack } from '../harness/drive/stack.js';
import { ready, until } from '../harness/http/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];

describeOn('two workers', servers, (mongo, s3, redis) => {
  let stack: Stack;
  let ada: Client;
  beforeAll(async () => {
    const env = { SHOEBOX_WORKER_CONCURRENCY: '1', SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_LOCK_SECONDS: '2' };
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { count: { worker: 2 }, env });
    ada = await Client.signUp(stack.url);
  });
  afterAll(() => stack?.close());

  /** The images that each worker made visible, from its log. */
  const made = (index: number) =>
    stack.apps.worker[index]!.lines.flatMap((line) =>
      line.includes('"variants made"') ? [(JSON.parse(line) as { image: string }).image] : [],
    );

  const upload = (count: number) => Promise.all(Array.from({ length: count }, async () => (await ada.upload(await noise(700, 500))).id));

  it('every image becomes visible once, and each worker makes some', async () => {
    const ids = await upload(24);
    for (const id of ids) expect((await ready(ada, id)).sizes.s).toMatchObject({ state: 'ready', attempts: 1 });
    // The log line comes after the image is visible.
    await until(async () => (made(0).length + made(1).length >= ids.length ? true : null));
    expect([...made(0), ...made(1)].toSorted()).toEqual(ids.toSorted());
    expect(Math.min(made(0).length, made(1).length)).toBeGreaterThan(0);
  });

  it('one is killed: the other makes the rest, and every image becomes visible once', async () => {
    const before = [...made(0), ...made(1)].length;
    const ids = await upload(24);
    await until(async () => (made(0).length + made(1).length >= before + 4 ? true : null));
    await stack.apps.worker[0]!.stop('SIGKILL');
    for (const id of ids) await ready(ada, id);
    const all = [...made(0), ...made(1)];
    expect(new Set(all).size).toBe(all.length);
    for (const id of ids) for (const size of ['s', 'm', 'l']) await ada.get(`/get/${id}/${size}?exact`);
  });
});

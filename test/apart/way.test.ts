import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/client.js';
import { jpeg } from '../harness/pictures.js';
import { describeOn, realServer } from '../harness/servers.js';
import { Stack } from '../harness/stack.js';
import { ready } from '../harness/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];

describeOn('four processes', servers, (mongo, s3, redis) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! });
  });
  afterAll(() => stack?.close());

  it('keep a picture and show it in its sizes', async () => {
    const ada = await Client.signUp(stack.url);
    const bytes = await jpeg(640, 480);
    const { id } = await ready(ada, (await ada.upload(bytes)).id);
    for (const size of ['s', 'm', 'l']) await ada.get(`/get/${id}/${size}?exact`);
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
  });
});

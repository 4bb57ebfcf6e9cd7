import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { EventSource } from '../harness/http/event-source.js';
import { noise } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { Stack } from '../harness/drive/stack.js';
import { ready, until } from '../harness/http/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
const UPLOADS = 24;
/** One media is killed after this many answers, with more uploads in flight. */
const KILLED_AFTER = 8;
const LANES = 4;

describeOn('two media', servers, (mongo, s3, redis) => {
  let stack: Stack;
  let ada: Client;
  beforeAll(async () => {
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
    ada = await Client.signUp(stack.url);
  });
  afterAll(() => stack?.close());

  const served = (index: number) => stack.apps.media[index]!.lines.filter((line) => line.includes('"method":"POST"')).length;

  it('a replica that starts later gets a share of the requests', async () => {
    await stack.add('media');
    await until(async () => {
      await ada.upload(await noise(60, 40));
      return served(0) > 0 && served(1) > 0 ? true : null;
    });
  });

  it('one is killed: answered uploads are kept, others can be repeated, and events go on', async () => {
    // Connected to the one that will be killed: the other gets no requests yet.
    await stack.apps.media[1]!.stop();
    const events = await EventSource.open(ada);
    await stack.again(stack.apps.media[1]!);
    const pictures = await Promise.all(Array.from({ length: UPLOADS }, () => noise(900, 700)));
    const answered = new Map<Buffer, string>();
    let killed: Promise<unknown> | undefined;
    const left = [...pictures];
    const lane = async () => {
      for (let body = left.shift(); body; body = left.shift()) {
        const image = await ada.upload(body).catch(() => null);
        if (image) answered.set(body, image.id);
        if (answered.size >= KILLED_AFTER) killed ??= stack.apps.media[0]!.stop('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await killed;
    // At most one failure for each concurrent upload: all others reached the remaining media.
    expect(answered.size).toBeGreaterThanOrEqual(UPLOADS - LANES);
    for (const body of pictures) {
      const { id } = (await ada.send('POST', '/api/images', { body })).json<Image>();
      expect(answered.get(body) ?? id).toBe(id);
      answered.set(body, id);
    }
    for (const [body, id] of answered) {
      await ready(ada, id);
      expect((await ada.get(`/get/${id}/o`)).bytes.equals(body)).toBe(true);
    }
    await until(async () => ([...answered.values()].every((id) => events.heard.has(id)) ? true : null));
    expect(events.comebacks).toBeGreaterThan(0);
    await events.close();
  });

  it('gets requests again after its restart', async () => {
    await stack.again(stack.apps.media[0]!);
    await until(async () => {
      await ada.upload(await noise(60, 40));
      return served(0) > 0 ? true : null;
    });
  });
});

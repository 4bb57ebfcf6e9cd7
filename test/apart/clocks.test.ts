import { afterAll, beforeAll, expect, it } from 'vitest';

import type { AppName } from '#libs/config/deployment.js';

import { Stack } from '../harness/drive/stack.js';
import { header } from '../harness/http/answer.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { listen } from '../harness/http/event-stream.js';
import { until } from '../harness/http/until.js';
import { jpeg } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];

describeOn('machines whose clocks differ', servers, (mongo, s3, redis) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
  });
  afterAll(() => stack?.close());

  /** Starts the first of these again, each with a clock that is so many seconds ahead. */
  async function set(clocks: Partial<Record<AppName, number>>): Promise<void> {
    for (const [name, seconds] of Object.entries(clocks) as [AppName, number][]) {
      const [app] = stack.apps[name];
      await app!.stop('SIGKILL');
      const env = { ...app!.options.env, TEST_CLOCK_AHEAD: String(seconds) };
      await stack.again(app!, { ...app!.options, preload: './test/harness/drive/clock.mjs', env });
    }
  }
  const readiness = async () => (await fetch(`${stack.url}/health/ready`)).text();

  it.each([
    { auth: 240, media: 0, worker: -240 },
    { auth: 0, media: 240, worker: 240 },
    { auth: 0, media: -240, worker: 0 },
  ])('by four minutes ($auth, $media, $worker seconds): everything works', async (clocks) => {
    await set(clocks);
    await stack.ready();
    const ada = await Client.signUp(stack.url);
    await ada.get('/api/auth/me');
    const events = await listen(ada);
    const { id } = await ada.upload(await jpeg());
    await events.find(({ event, data }) => event === 'image' && data.id === id && data['state'] === 'ready');
    const { lastEventId } = events;
    await events.close();
    await ada.get(`/get/${id}/m`);
    await ada.json('PATCH', `/api/images/${id}`, { name: 'missed.jpg' });
    const again = await listen(ada, lastEventId);
    await again.find(({ data }) => data['name'] === 'missed.jpg');
    await again.close();
    const made = await ada.json('POST', '/api/shares', { imageIds: [id], password: PASSWORD }, { status: 201 });
    const { token } = made.json<{ token: string }>();
    const nobody = new Client(stack.url);
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin: stack.url };
    const unlocked = await nobody.ask('POST', `/p/${token}`, {
      headers: form,
      body: new URLSearchParams({ password: PASSWORD }).toString(),
    });
    await nobody.get(`/p/${token}/${id}/m.jpg`, { headers: { cookie: header(unlocked, 'set-cookie').split(';')[0]! } });
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    await ada.send('POST', '/api/auth/logout', { status: 204 });
  });

  it('auth by ten minutes: readiness says so, and the log once', async () => {
    await set({ auth: 0, media: 0, worker: 0 });
    await stack.ready();
    await set({ auth: 600 });
    const sentence = new RegExp(`auth: The clock of auth is (599|600|601) seconds ahead of the clock of (this machine|media)`);
    expect(await until(async () => ((text) => (sentence.test(text) ? text : null))(await readiness()))).toMatch(sentence);
    await readiness();
    const logged = stack.apps.gateway[0]!.lines.filter((line) => line.includes('"waiting for auth"') && line.includes('seconds ahead of'));
    expect(logged).toHaveLength(1);
  });
});

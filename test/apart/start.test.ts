import { afterEach, beforeEach, expect, it } from 'vitest';

import type { AppName } from '#libs/config/deployment.js';

import { App } from '../harness/drive/app.js';
import { Client } from '../harness/http/client.js';
import { jpeg } from '../harness/images/images.js';
import { runApp } from '../harness/drive/run-app.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { GATEWAY_SECRET, Stack } from '../harness/drive/stack.js';
import { ready, until } from '../harness/http/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
const APPS = ['gateway', 'auth', 'media', 'worker'] as const;
/** What each app waits for when nothing else runs. */
const WAITS: Record<AppName, string[]> = {
  gateway: ['auth', 'media'],
  auth: ['the database of accounts'],
  media: ['the database of pictures', 'the object store'],
  worker: ['the database of pictures', 'the object store', 'the queue', 'the drive'],
};

describeOn('each app alone', servers, (mongo, s3, redis) => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await Stack.prepare({ mongo: mongo!, s3: s3!, redis: redis! });
  });
  afterEach(() => stack?.close());

  const cut = () => Promise.all([stack.stores.mongo.cut(), stack.stores.s3.cut(), stack.stores.redis.cut()]);
  const restore = () => Promise.all([stack.stores.mongo.restore(), stack.stores.s3.restore(), stack.stores.redis.restore()]);
  const said = (app: App) => app.lines.filter((line) => line.startsWith('{')).map((line) => (JSON.parse(line) as { msg: string }).msg);
  const waitsFor = (app: App) => said(app).flatMap((msg) => /^waiting for (.*)/.exec(msg)?.[1] ?? []);
  const internal = (app: App) => app.line(({ msg }) => msg === 'metrics and health on the internal port').then(({ port }) => port!);

  /** The answer on its internal port. */
  async function get(app: App, path: string): Promise<{ status: number; text: string }> {
    const port = app.name === 'gateway' ? await internal(app) : await app.port;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, text: await answer.text() };
  }

  it.each(APPS)('%s starts when nothing else runs, logs once what it waits for, and stops cleanly on repeated signals', async (name) => {
    await cut();
    const app = await stack.add(name);
    await until(async () => (WAITS[name].every((part) => waitsFor(app).includes(part)) ? true : null));
    expect((await get(app, '/health/live')).status).toBe(200);
    for (let count = 0; count < 3; count++) {
      const { status, text } = await get(app, '/health/ready');
      expect(status).toBe(503);
      for (const part of WAITS[name]) expect(text).toContain(`${part}: no answer.`);
    }
    expect(waitsFor(app).toSorted()).toEqual(WAITS[name].toSorted());
    const begun = performance.now();
    const stopped = app.stop('SIGTERM');
    app.process.kill('SIGINT');
    expect(await stopped).toBe(0);
    console.info(`  stopped after ${Math.round(performance.now() - begun)} ms`);
    expect(performance.now() - begun).toBeLessThan(8_000);
  });

  it('all apps find each other in any order of starts', async () => {
    await cut();
    const apps = await Promise.all(APPS.toReversed().map((name) => stack.add(name)));
    for (const app of apps) await until(async () => (waitsFor(app).length > 0 ? true : null));
    await restore();
    await stack.ready();
    await Promise.all(apps.map((app) => app.line(({ msg }) => msg === 'all parts are available')));
    const ada = await Client.signUp(stack.url);
    await ready(ada, (await ada.upload(await jpeg())).id);
    for (const app of apps) {
      expect(await get(app, '/health/ready')).toEqual({ status: 200, text: '{"status":"ok"}' });
      const { status, text } = await get(app, '/metrics');
      expect([status, text]).toEqual([200, expect.stringMatching(/^shoebox_process_resident_memory_bytes \d+$/m)]);
      expect(said(app).filter((msg) => msg === 'all parts are available')).toHaveLength(1);
    }
    for (const path of ['/metrics', '/metrics/']) expect((await fetch(`${stack.url}${path}`)).status).toBe(404);
    expect(await Promise.all(apps.map((app) => app.stop('SIGINT')))).toEqual([0, 0, 0, 0]);
    // Each exits because nothing is left open, and not by the deadline of the shutdown.
    for (const app of apps) expect(app.lines.join('\n')).not.toContain('cut short');
  });

  it('a worker with another data folder than media makes no variants, loses nothing, and reports it', async () => {
    const files = (folder: string) => ({ SHOEBOX_STORAGE_URL: `file:${stack.stores.folder}/${folder}`, SHOEBOX_UPKEEP_SECONDS: '1' });
    for (const name of ['auth', 'media'] as const) await stack.add(name, files('shared'));
    const worker = await stack.add('worker', files('mine'));
    await stack.add('gateway');
    await stack.ready();
    const ada = await Client.signUp(stack.url);
    const { id } = await ada.upload(await jpeg());
    await worker.line(({ msg }) => msg === 'variants not made');
    expect((await get(worker, '/health/ready')).text).toContain('Database and store do not belong together');
    expect((await ada.image(id)).state).toBe('processing');
    await worker.stop();
    await stack.add('worker', files('shared'));
    await ready(ada, id);
  });

  it('a port in use ends the start with one line', async () => {
    const port = String(await (await stack.add('auth')).port);
    const { code, lines } = await runApp('auth', {
      ...stack.stores.env,
      SHOEBOX_GATEWAY_SECRET: GATEWAY_SECRET,
      SHOEBOX_INTERNAL_PORT: port,
    });
    expect([code, lines]).toEqual([1, [expect.stringContaining(`Port ${port} is in use`)]]);
  });
});

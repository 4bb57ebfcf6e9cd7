import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { header, send, type Sent } from '../harness/http/answer.js';
import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { checkContract } from '../harness/http/contract.js';
import { jpeg } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { Stack } from '../harness/drive/stack.js';
import { ready, until } from '../harness/http/until.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
/** Milliseconds, with some slack for a busy machine. */
const TWO_SECONDS = 2_000 + 500;
const TEN_SECONDS = 10_000;

describeOn('a part that is away', servers, (mongo, s3, redis) => {
  let stack: Stack;
  let ada: Client;
  let image: Image;
  /** An image that the test may delete. */
  let spare: string;
  beforeAll(async () => {
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
    ada = await Client.signUp(stack.url);
    image = await ready(ada, (await ada.upload(await jpeg())).id);
  });
  beforeEach(async () => {
    spare = (await ada.upload(await jpeg())).id;
  });
  afterEach(async () => {
    for (const part of [stack.stores.mongo, stack.stores.s3, stack.stores.redis]) {
      part.goOn();
      await part.restore();
    }
    await stack.ready();
  });
  afterAll(() => stack?.close());

  const json = (method: string, path: string, body: object): Sent => ({
    method,
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const page = (path: string): Sent => ({ method: 'GET', path, headers: { accept: 'text/html' } });
  /** Calls that need the object store. */
  const ofObjects = async (): Promise<Sent[]> => [
    { method: 'POST', path: '/api/images', body: await jpeg() },
    // A size that nobody was sent before: the gateway may have the bytes of others.
    { method: 'GET', path: `/get/${image.id}/l` },
    { method: 'GET', path: `/get/${image.id}/o?download` },
  ];
  /** Calls that need the database. */
  const ofRows = async (): Promise<Sent[]> => [
    { method: 'GET', path: '/api/images' },
    { method: 'GET', path: `/api/images/${image.id}` },
    { method: 'GET', path: '/api/usage' },
    { method: 'GET', path: '/api/events' },
    { method: 'GET', path: `/get/${image.id}/m` },
    { method: 'DELETE', path: '/api/trash' },
    { method: 'DELETE', path: `/api/images/${spare}?forever=true` },
    json('PATCH', `/api/images/${image.id}`, { name: 'new.jpg' }),
    json('POST', '/api/images/zip', { ids: [image.id], size: 's' }),
    page(`/${ada.user.name}/list/5/`),
    page(`/${ada.user.name}/photos/`),
    page(`/${ada.user.name}/view/${image.id}`),
    page(`/${ada.user.name}/trash/`),
  ];
  const ofAccounts = (): Sent[] => [
    { method: 'GET', path: '/api/auth/me' },
    { method: 'GET', path: '/api/auth/sessions' },
    json('POST', '/api/auth/login', { email: newEmail(), password: PASSWORD }),
    json('POST', '/api/auth/signup', { email: newEmail(), password: PASSWORD }),
    page(`/${ada.user.name}/account/`),
  ];

  /** Each call is answered with 503 and Retry-After in time. */
  async function allRefuse(calls: readonly Sent[]): Promise<void> {
    const outcomes = await Promise.all(
      calls.map(async (call) => {
        const begun = performance.now();
        const answer = await send(stack.url, { ...call, headers: { authorization: `Bearer ${ada.token}`, ...call.headers } });
        const ms = Math.round(performance.now() - begun);
        checkContract(answer);
        return { call: `${call.method} ${call.path}`, status: answer.status, again: Number(header(answer, 'retry-after')) > 0, ms };
      }),
    );
    console.info(`  slowest refusal: ${Math.max(...outcomes.map(({ ms }) => ms))} ms`);
    for (const { ms, ...outcome } of outcomes) {
      expect(outcome).toEqual({ call: outcome.call, status: 503, again: true });
      expect(ms, outcome.call).toBeLessThan(TWO_SECONDS);
    }
  }

  async function notReadyFor(part: string): Promise<void> {
    await until(async () => ((await (await fetch(`${stack.url}/health/ready`)).text()).includes(part) ? true : null));
  }

  /** Without a restart and without loss. */
  async function worksAgain(): Promise<void> {
    const body = await jpeg();
    const { id } = await until(() => ada.upload(body).catch(() => null), TEN_SECONDS);
    await ready(ada, id);
    await ada.get(`/get/${image.id}/o`);
    await stack.ready();
    for (const { process } of Object.values(stack.apps).flat()) expect(process.exitCode).toBeNull();
  }

  describe.each(['cut', 'hang'] as const)('%s', (how) => {
    const takeAway = async (part: 'mongo' | 's3' | 'redis') => (how === 'cut' ? stack.stores[part].cut() : stack.stores[part].hang());
    const giveBack = async (part: 'mongo' | 's3' | 'redis') => (how === 'cut' ? stack.stores[part].restore() : stack.stores[part].goOn());

    it('MongoDB: every call is a 503 within two seconds, and works again afterwards', async () => {
      await takeAway('mongo');
      await allRefuse([...(await ofObjects()), ...(await ofRows()), ...ofAccounts()]);
      await allRefuse([...(await ofObjects()), ...(await ofRows()), ...ofAccounts()]);
      await notReadyFor('the database of pictures');
      await notReadyFor('the database of accounts');
      await giveBack('mongo');
      await worksAgain();
    });

    it('the object store: calls that need it are a 503 within two seconds, all others work', async () => {
      await takeAway('s3');
      await allRefuse(await ofObjects());
      await ada.get('/api/images');
      await ada.get(`/${ada.user.name}/list/5/`);
      await notReadyFor('the object store');
      await giveBack('s3');
      await worksAgain();
    });

    it('Redis: uploads and reads work, and every image becomes ready when it is back', async () => {
      await takeAway('redis');
      const uploaded = await Promise.all(Array.from({ length: 3 }, async () => ada.upload(await jpeg())));
      await ada.get(`/get/${image.id}/m`);
      await giveBack('redis');
      for (const { id } of uploaded) await ready(ada, id);
      await worksAgain();
    });
  });

  it.each(['auth', 'media'] as const)('%s: every call is a 503 within two seconds, and works again afterwards', async (name) => {
    const [app] = stack.apps[name];
    await app!.stop('SIGKILL');
    const others =
      name === 'auth' ? [...ofAccounts(), ...(await ofRows()), ...(await ofObjects())] : [...(await ofRows()), ...(await ofObjects())];
    // The token-exchange cache keeps answers of auth for two seconds.
    if (name === 'auth')
      await until(async () =>
        (await send(stack.url, { method: 'GET', path: '/api/images', headers: { authorization: `Bearer ${ada.token}` } })).status === 503
          ? true
          : null,
      );
    await allRefuse(others);
    await notReadyFor(`${name}: no answer`);
    await stack.again(app!);
    await worksAgain();
  });
});

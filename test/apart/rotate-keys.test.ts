import { afterAll, beforeAll, expect, it } from 'vitest';

import type { App } from '../harness/drive/app.js';
import { Stack } from '../harness/drive/stack.js';
import { runCommand } from '../harness/commands/commands.js';
import { Client } from '../harness/http/client.js';
import { SteadyRequests } from '../harness/http/steady-requests.js';
import { until } from '../harness/http/until.js';
import { describeOn, realServer } from '../harness/servers/servers.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
/** A rotation takes 17 minutes by the clock, which runs this many times as fast: the two seconds of a gateway are 40 then. */
const SPEED = 20;

describeOn('keys that rotate beside several gateways, auths and medias whose clocks differ', servers, (mongo, s3, redis) => {
  let stack: Stack;
  let clock: Record<string, string>;
  let clients: Client[];
  beforeAll(async () => {
    clock = {
      NODE_OPTIONS: '--import ./test/harness/drive/clock.mjs',
      TEST_CLOCK_SPEED: String(SPEED),
      TEST_CLOCK_SINCE: String(Date.now()),
    };
    // In a folder: an S3 server refuses clocks that are fifteen minutes ahead of its own.
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { env: clock, files: true });
    // Machines may differ by five minutes; here auth and media by four, as requests take twenty times as long.
    await stack.add('auth', { TEST_CLOCK_AHEAD: '120' });
    await stack.add('media', { TEST_CLOCK_AHEAD: '-120' });
    await stack.add('gateway');
    await stack.ready();
    const ada = await Client.signUp(stack.url);
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'Backup', scopes: ['read', 'upload', 'write'] }, { status: 201 });
    clients = [ada, ada.at(stack.urls[1]!), (await Client.signUp(stack.url)).with(made.json<{ token: string }>().token)];
  });
  afterAll(() => stack?.close());

  const rotate = (...args: string[]) => runCommand('admin', ['rotate-keys', ...args], { ...stack.stores.env, ...clock });
  const at = async (app: App, path: string, init?: RequestInit) =>
    (await fetch(`http://127.0.0.${stack.apps[app.name].indexOf(app) + 1}:${await app.port}${path}`, init)).json() as Promise<never>;
  const published = (app: App) =>
    at(app, '/.well-known/jwks.json').then(({ keys }: { keys: { kid: string }[] }) => keys.map(({ kid }) => kid));
  const signer = async (app: App): Promise<string> => {
    const body = JSON.stringify({ token: clients[0]!.token, audience: 'media' });
    const { jwt } = await at(app, '/exchange', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (JSON.parse(Buffer.from((jwt as string).split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  };
  const everywhere = async <T>(of: (app: App) => Promise<T>) => Promise.all(stack.apps.auth.map(of));

  it('refuses no request, and every auth goes from the old key to the new one', async () => {
    const requests = await SteadyRequests.start(clients);
    const [old] = await published(stack.apps.auth[0]!);
    const { out, errors } = await rotate();
    expect(errors).toBe('');
    const next = /on: (\S+)/.exec(out)![1]!;
    const began = [await everywhere(published), await everywhere(signer)];
    await until(async () => ((await everywhere(signer)).every((kid) => kid === next) ? true : null), 60_000);
    const signing = await everywhere(published);
    await until(async () => ((await everywhere(published)).every((keys) => keys.join() === next) ? true : null), 60_000);
    const answers = await requests.stop();
    expect(answers).toEqual({ 200: expect.any(Number) as unknown });
    expect(answers['200']).toBeGreaterThan(500);
    const both = [old, next];
    expect(began).toEqual([
      [both, both],
      [old, old],
    ]);
    expect(signing).toEqual([both, both]);
  });

  it('two rotations at once, and --revoke during one, refuse no request', async () => {
    const requests = await SteadyRequests.start(clients);
    const [old] = await published(stack.apps.auth[0]!);
    const both = await Promise.all([rotate(), rotate()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const { code, out } = await rotate('--revoke');
    expect(code).toBe(0);
    const next = /signs now: (\S+)/.exec(out)![1]!;
    expect(await everywhere(published)).toEqual([[next], [next]]);
    expect(await everywhere(signer)).toEqual([next, next]);
    expect(next).not.toBe(old);
    expect(await requests.stop()).toEqual({ 200: expect.any(Number) as unknown });
  });
});

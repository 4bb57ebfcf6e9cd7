import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/contract/account.js';
import type { AlbumChanged } from '#libs/contract/album.js';
import type { Share } from '#libs/contract/share.js';

import { Client, PASSWORD } from '../harness/client.js';
import { listen } from '../harness/event-stream.js';
import { jpeg } from '../harness/pictures.js';
import { describeOn, realServer } from '../harness/servers.js';
import { Stack } from '../harness/stack.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
/** Milliseconds; a busy machine may be late. */
const TWO_SECONDS = 2_000 + 500;

describeOn('two gateways and two auths', servers, (mongo, s3, redis) => {
  let stack: Stack;
  let here: Client;
  let there: Client;
  beforeAll(async () => {
    stack = await Stack.start({ mongo: mongo!, s3: s3!, redis: redis! }, { count: { gateway: 2, auth: 2 } });
    here = await Client.signUp(stack.urls[0]!);
    there = at(stack.urls[1]!, here);
  });
  afterAll(() => stack?.close());

  const at = (url: string, { token, user }: Client) => new Client(url, token, user);

  async function logIn(): Promise<Client> {
    const answer = await here.json('POST', '/api/auth/login', { email: here.user.email, password: PASSWORD });
    return here.with(answer.json<LoggedIn>().sessionToken);
  }

  /** Asks there again and again until it is refused; returns how long that took. */
  async function refusedThere(client: Client): Promise<number> {
    const begun = performance.now();
    const other = at(there.url, client);
    while ((await other.ask('GET', '/api/images')).status === 200);
    await other.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    return performance.now() - begun;
  }

  describe('a session that was good at both', () => {
    it.each<[string, (session: Client) => Promise<unknown>]>([
      ['logged out', (session) => session.send('POST', '/api/auth/logout', { status: 204 })],
      [
        'ended by another session',
        async (session) => {
          const { items } = (await session.get('/api/auth/sessions')).json<{ items: { id: string; current: boolean }[] }>();
          await here.send('DELETE', `/api/auth/sessions/${items.find(({ current }) => current)!.id}`, { status: 204 });
        },
      ],
      ['ended by a new password', () => here.json('POST', '/api/auth/password', { current: PASSWORD, next: PASSWORD }, { status: 204 })],
    ])('and is %s at one is refused at once there and within two seconds by the other', async (_, end) => {
      const session = await logIn();
      await at(there.url, session).get('/api/images');
      await end(session);
      await session.refused('NOT_LOGGED_IN', 'GET', '/api/images');
      const ms = await refusedThere(session);
      console.info(`  refused by the other gateway after ${Math.round(ms)} ms`);
      expect(ms).toBeLessThan(TWO_SECONDS);
    });

    it('and listens at the other is told nothing more there', async () => {
      const session = await logIn();
      const events = await listen(at(there.url, session));
      await session.send('POST', '/api/auth/logout', { status: 204 });
      await events.ended();
    });
  });

  it('tokens of either auth are good at media, and so is every gateway', async () => {
    // At once: asked one by one, a gateway needs no second connection, and the one it has may by chance be to the same auth each time.
    const sessions = await Promise.all(Array.from({ length: 12 }, logIn));
    await Promise.all(sessions.flatMap((session) => [session, at(there.url, session)]).map((session) => session.get('/api/images')));
    const handled = stack.apps.auth.map(({ lines }) => lines.filter((line) => line.includes('"route":"/exchange"')).length);
    expect(Math.min(...handled)).toBeGreaterThan(0);
  });

  it('guesses are counted together, whichever auth hears them', async () => {
    const { user } = await Client.signUp(stack.url);
    const guess = (url: string) => new Client(url).ask('POST', '/api/auth/login', json({ email: user.email, password: 'wrong' }));
    const statuses = [];
    for (let count = 0; count < 12; count++) statuses.push((await guess(stack.urls[count % 2]!)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  });

  it('a link to an album shows by the other gateway what it holds at that moment, and nothing once it ended or its album went', async () => {
    const nobody = new Client(there.url);
    const { id: image } = await here.upload(await jpeg(), { name: 'sea.jpg' });
    const make = async () => {
      const made = await here.json('POST', '/api/albums', { name: 'Rome' }, { status: 201 });
      const { id } = made.json<AlbumChanged>().album;
      return { id, link: (await here.json('POST', '/api/shares', { album: id, sizes: ['o'] }, { status: 201 })).json<Share>() };
    };
    const seen = async (page: string) => {
      const paths = [page, `${page}/${image}`, `${page}/${image}/o.jpg`];
      return Promise.all(paths.map(async (path) => (await nobody.ask('GET', path)).status));
    };
    const [first, second] = [await make(), await make()];
    for (const { id, link } of [first, second]) {
      expect(await seen(link.page)).toEqual([200, 404, 404]);
      await here.json('POST', `/api/albums/${id}/images`, { action: 'add', ids: [image] });
      expect(await seen(link.page)).toEqual([200, 200, 200]);
    }
    await here.send('DELETE', `/api/shares/${first.link.id}`, { status: 204 });
    expect(await seen(first.link.page)).toEqual([404, 404, 404]);
    await here.send('DELETE', `/api/albums/${second.id}`, { status: 204 });
    expect(await seen(second.link.page)).toEqual([404, 404, 404]);
  });

  it('people go on when one auth dies', async () => {
    await stack.apps.auth[1]!.stop('SIGKILL');
    for (let count = 0; count < 8; count++) await at(stack.urls[count % 2]!, await logIn()).get('/api/images');
  });
});

function json(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

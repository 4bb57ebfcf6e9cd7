import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';
import type { AlbumChanged } from '#libs/api/album.js';
import type { Share } from '#libs/api/share.js';

import { Client, PASSWORD } from '../harness/http/client.js';
import { listen } from '../harness/http/event-stream.js';
import { jpeg } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { Stack } from '../harness/drive/stack.js';

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];
/** Milliseconds, with some slack for a busy machine. */
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

  /** Repeats a request until it is refused. Returns how long that took. */
  async function refusedThere(client: Client): Promise<number> {
    const begun = performance.now();
    const other = at(there.url, client);
    while ((await other.ask('GET', '/api/images')).status === 200);
    await other.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    return performance.now() - begun;
  }

  describe('a session that both gateways accepted', () => {
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
    ])('and is %s through one is refused there at once, and by the other within two seconds', async (_, end) => {
      const session = await logIn();
      await at(there.url, session).get('/api/images');
      await end(session);
      await session.refused('NOT_LOGGED_IN', 'GET', '/api/images');
      const ms = await refusedThere(session);
      console.info(`  refused by the other gateway after ${Math.round(ms)} ms`);
      expect(ms).toBeLessThan(TWO_SECONDS);
    });

    it('gets no more events from the other after its log-out', async () => {
      const session = await logIn();
      const events = await listen(at(there.url, session));
      await session.send('POST', '/api/auth/logout', { status: 204 });
      await events.ended();
    });
  });

  it('tokens of either auth are accepted by media, through either gateway', async () => {
    // Concurrently: one by one, a gateway would use one connection, always to the same auth.
    const sessions = await Promise.all(Array.from({ length: 12 }, logIn));
    await Promise.all(sessions.flatMap((session) => [session, at(there.url, session)]).map((session) => session.get('/api/images')));
    const handled = stack.apps.auth.map(({ lines }) => lines.filter((line) => line.includes('"route":"/exchange"')).length);
    expect(Math.min(...handled)).toBeGreaterThan(0);
  });

  it('failed guesses are counted together, whichever auth gets them', async () => {
    const { user } = await Client.signUp(stack.url);
    const guess = (url: string) => new Client(url).ask('POST', '/api/auth/login', json({ email: user.email, password: 'wrong' }));
    const statuses = [];
    for (let count = 0; count < 12; count++) statuses.push((await guess(stack.urls[count % 2]!)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  });

  it('a shared album shows its current images through the other gateway, and nothing once the share has ended or the album is deleted', async () => {
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

  it('sessions go on when one auth is killed', async () => {
    await stack.apps.auth[1]!.stop('SIGKILL');
    for (let count = 0; count < 8; count++) await at(stack.urls[count % 2]!, await logIn()).get('/api/images');
  });
});

function json(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

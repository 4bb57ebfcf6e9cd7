import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';
import { Image } from '#libs/api/image.js';

import { Client, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { listen } from '../harness/http/event-stream.js';
import { jpeg } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

/** Opens another session of the same person. */
async function logIn(): Promise<Client> {
  const answer = await new Client(drive.url).json('POST', '/api/auth/login', { email: ada.user.email, password: PASSWORD });
  return ada.with(answer.json<LoggedIn>().sessionToken);
}

describe('events about an image', () => {
  it('report every change from upload to deletion, to its owner only', async () => {
    const eve = await Client.signUp(drive.url);
    const [events, others] = [await listen(ada), await listen(eve)];
    const { id } = await ada.upload(await jpeg());
    const made = await events.find(({ event, data }) => event === 'image' && data.id === id && data['state'] === 'ready');
    expect(Image.parse(made.data)).toEqual(await ada.image(id));
    await ada.json('PATCH', `/api/images/${id}`, { name: 'new name.jpg' });
    await events.find(({ data }) => data['name'] === 'new name.jpg');
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    await events.find(({ data }) => data.id === id && data['deletedAt'] !== null);
    await ada.json('POST', '/api/images/bulk', { ids: [id], action: 'purge' }, { status: 200 });
    expect((await events.find(({ event }) => event === 'removed')).data).toEqual({ id });
    const own = await eve.upload(await jpeg());
    expect((await others.next())!.data.id).toBe(own.id);
    await Promise.all([events.close(), others.close()]);
  });

  it('report missed changes after a reconnect', async () => {
    const events = await listen(ada);
    const { id } = await ada.upload(await jpeg());
    const { lastEventId } = await events.find(({ data }) => data.id === id);
    await events.close();
    const missed = [await ada.upload(await jpeg()), await ada.upload(await jpeg())].map((image) => image.id);
    await ada.send('DELETE', `/api/images/${missed[1]}?forever=true`);
    const again = await listen(ada, lastEventId);
    const left = new Set(missed);
    await again.find(({ data }) => left.delete(data.id) && left.size === 0);
    await again.close();
    await ada.refused('BAD_REQUEST', 'GET', '/api/events', { headers: { 'last-event-id': 'nonsense' } });
    await ada.refused('BAD_REQUEST', 'GET', '/api/events?x=1');
  });
});

describe('the event stream', () => {
  it('ends when the session logs out', async () => {
    const session = await logIn();
    const events = await listen(session);
    await session.send('POST', '/api/auth/logout', { status: 204 });
    await events.ended();
    await session.refused('NOT_LOGGED_IN', 'GET', '/api/events');
  });

  it('ends when another session ends its session, and on a new password', async () => {
    const [one, two] = [await logIn(), await logIn()];
    const [ofOne, ofTwo] = [await listen(one), await listen(two)];
    const sessions = (await one.get('/api/auth/sessions')).json<{ items: { id: string; current: boolean }[] }>().items;
    const { id } = sessions.find(({ current }) => current)!;
    await two.send('DELETE', `/api/auth/sessions/${id}`, { status: 204 });
    await ofOne.ended();
    await ada.json('POST', '/api/auth/password', { current: PASSWORD, next: PASSWORD }, { status: 204 });
    await ofTwo.ended();
  });

  it('ends when the access token expires', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'screen', scopes: ['read'], expiresAt }, { status: 201 });
    const events = await listen(ada.with(made.json<{ token: string }>().token));
    await events.ended();
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });

  it('needs the scope read', async () => {
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'sender', scopes: ['upload'] }, { status: 201 });
    await ada.with(made.json<{ token: string }>().token).refused('SCOPE_MISSING', 'GET', '/api/events');
  });
});

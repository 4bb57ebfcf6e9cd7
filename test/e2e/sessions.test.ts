import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';

interface Session {
  id: string;
  current: boolean;
  device: string;
}
interface Token {
  id: string;
  token: string;
  name: string;
  lastUsedAt: string | null;
}

let drive: TestDrive;
let ada: Client;
let eve: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  eve = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const another = async (who: Client, password = PASSWORD) => {
  const body = { email: who.user.email, password };
  return who.with((await new Client(drive.url).json('POST', '/api/auth/login', body, { status: 200 })).json<LoggedIn>().sessionToken);
};
const sessions = async (who: Client) => (await who.get('/api/auth/sessions')).json<{ items: Session[] }>().items;
const makeToken = async (who: Client, scopes: string[], more: object = {}) =>
  (await who.json('POST', '/api/auth/tokens', { name: 'Backup', scopes, ...more }, { status: 201 })).json<Token>();

describe('sessions', () => {
  it('are listed, and a revoked one is refused immediately', async () => {
    const other = await another(ada);
    const before = await sessions(ada);
    expect(before.filter(({ current }) => current)).toHaveLength(1);
    const theirs = (await sessions(other)).find(({ current }) => current)!;
    await ada.send('DELETE', `/api/auth/sessions/${theirs.id}`, { status: 204 });
    await other.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    expect((await sessions(ada)).map(({ id }) => id)).not.toContain(theirs.id);
    await ada.refused('NOT_FOUND', 'DELETE', `/api/auth/sessions/${theirs.id}`);
    await ada.refused('NOT_FOUND', 'DELETE', '/api/auth/sessions/nonsense');
  });

  it('of other people cannot be ended', async () => {
    const [own] = await sessions(ada);
    await eve.refused('NOT_FOUND', 'DELETE', `/api/auth/sessions/${own!.id}`);
    await ada.get('/api/images');
  });
});

describe('a change of the password', () => {
  it('ends the other sessions and no access token', async () => {
    const bea = await Client.signUp(drive.url);
    const other = await another(bea);
    const { token } = await makeToken(bea, ['read']);
    const next = 'a wholly different sentence';
    await bea.json('POST', '/api/auth/password', { current: PASSWORD, next }, { status: 204 });
    await other.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    await bea.get('/api/images');
    await bea.with(token).get('/api/images');
    await bea.refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: bea.user.email, password: PASSWORD });
    await another(bea, next);
  });

  it('needs the current password and a strong new one', async () => {
    const path = '/api/auth/password';
    await ada.refusedJson('BAD_CREDENTIALS', 'POST', path, { current: 'wrong', next: 'a wholly different sentence' });
    await ada.refusedJson('WEAK_PASSWORD', 'POST', path, { current: PASSWORD, next: 'password' });
    await ada.refusedJson('BAD_REQUEST', 'POST', path, { current: PASSWORD });
    await ada.refusedJson('BAD_REQUEST', 'POST', path, { current: PASSWORD, next: 'a wholly different sentence', userId: 'x' });
    await ada.get('/api/images');
  });
});

describe('access tokens', () => {
  it('permit what their scopes name and nothing else', async () => {
    const { id } = await ada.upload(await jpeg());
    const may = async (scopes: string[]) => ada.with((await makeToken(ada, scopes)).token);
    const [reader, uploader, writer] = [await may(['read']), await may(['upload']), await may(['write'])];

    await reader.get('/api/images');
    await reader.get(`/get/${id}/o`);
    await reader.refused('SCOPE_MISSING', 'POST', '/api/images', { body: await jpeg() });
    await reader.refused('SCOPE_MISSING', 'DELETE', `/api/images/${id}`);
    await reader.refusedJson('SCOPE_MISSING', 'PATCH', `/api/images/${id}`, { name: 'x.jpg' });

    await uploader.upload(await jpeg());
    for (const path of ['/api/images', `/api/images/${id}`, `/get/${id}`]) await uploader.refused('SCOPE_MISSING', 'GET', path);
    await uploader.refused('SCOPE_MISSING', 'DELETE', '/api/trash');

    await writer.json('PATCH', `/api/images/${id}`, { name: 'renamed.jpg' }, { status: 200 });
    await writer.send('DELETE', `/api/images/${id}`, { status: 204 });
    await writer.send('POST', `/api/images/${id}/restore`, { status: 200 });
    await writer.refused('SCOPE_MISSING', 'GET', '/api/images');
    await writer.refused('SCOPE_MISSING', 'POST', '/api/images', { body: await jpeg() });
  });

  it('cannot change the account', async () => {
    const all = ada.with((await makeToken(ada, ['read', 'upload', 'write'])).token);
    expect((await all.get('/api/auth/me')).json()).toEqual({ user: ada.user });
    await all.refused('SCOPE_MISSING', 'GET', '/api/auth/sessions');
    await all.refused('SCOPE_MISSING', 'GET', '/api/auth/tokens');
    await all.refusedJson('SCOPE_MISSING', 'POST', '/api/auth/tokens', { name: 'more', scopes: ['write'] });
    await all.refusedJson('SCOPE_MISSING', 'POST', '/api/auth/password', { current: PASSWORD, next: 'a wholly different sentence' });
    await all.refused('SCOPE_MISSING', 'POST', '/api/auth/logout');
  });

  it('are shown once, listed, and refused immediately after they are revoked', async () => {
    const { id, token } = await makeToken(ada, ['read']);
    const tool = ada.with(token);
    await tool.get('/api/images');
    const listed = await ada.get('/api/auth/tokens');
    expect(listed.text).not.toContain(token);
    expect(listed.json<{ items: Token[] }>().items.map((one) => one.id)).toContain(id);
    await eve.refused('NOT_FOUND', 'DELETE', `/api/auth/tokens/${id}`);
    await tool.get('/api/images');
    await ada.send('DELETE', `/api/auth/tokens/${id}`, { status: 204 });
    await tool.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    await ada.refused('NOT_FOUND', 'DELETE', `/api/auth/tokens/${id}`);
  });

  it('can have an expiry', async () => {
    const expiresAt = '2099-01-01T00:00:00.000Z';
    expect(await makeToken(ada, ['read'], { expiresAt })).toMatchObject({ expiresAt });
    await ada.refusedJson('BAD_REQUEST', 'POST', '/api/auth/tokens', { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' });
  });

  it.each([
    { name: '', scopes: ['read'] },
    { name: 'x'.repeat(101), scopes: ['read'] },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['admin'] },
    { name: 'x', scopes: ['read'], expiresAt: 'tomorrow' },
    { name: 'x', scopes: ['read'], userId: 'x' },
  ])('are not created from %j', async (body) => {
    await ada.refusedJson('BAD_REQUEST', 'POST', '/api/auth/tokens', body);
  });
});

it.each(['x', 'Bearer', 'shoebox_session_nonsense', 'a'.repeat(5000), '$ne', '../../etc/passwd'])(
  'the token %.20s is nobody’s',
  async (token) => {
    await new Client(drive.url, token).refused('NOT_LOGGED_IN', 'GET', '/api/auth/me');
    await new Client(drive.url).refused('NOT_LOGGED_IN', 'GET', '/api/auth/me', { headers: { cookie: `shoebox_session=${token}` } });
  },
);

it('an invalid bearer token is refused despite a valid cookie', async () => {
  await new Client(drive.url, 'wrong').refused('NOT_LOGGED_IN', 'GET', '/api/images', {
    headers: { cookie: `shoebox_session=${ada.token}` },
  });
  await new Client(drive.url).refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: newEmail(), password: PASSWORD });
});

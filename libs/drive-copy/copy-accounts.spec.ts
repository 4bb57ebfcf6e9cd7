import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { AccessToken } from '#libs/ports/access-token-repository.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';

import { openEndpoint, readSettings, type DriveEndpoint } from './drive-endpoint.js';
import { compareInvites, copyAccounts } from './copy-accounts.js';

let folder: string;
let source: DriveEndpoint;
let target: DriveEndpoint;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-migrate-'));
  const open = async (name: string) => openEndpoint(name, await readSettings(join(folder, name)));
  [source, target] = [await open('old'), await open('new')];
});
afterEach(async () => {
  await Promise.all([source.close(), target.close()]);
  await rm(folder, { recursive: true });
});

const NOW = new Date();
const invite = (tokenHash: string) => ({ tokenHash, createdAt: NOW, expiresAt: new Date('2100-01-01'), usedAt: null });
const openAt = async ({ invites }: DriveEndpoint) => (await invites.list(NOW)).map(({ tokenHash }) => tokenHash);

it('open invitations are copied, and their use and withdrawal since an earlier run', async () => {
  for (const hash of ['a', 'b', 'c']) await source.invites.insert(invite(hash));
  await source.invites.redeem('c', NOW);
  expect(await compareInvites(source, target)).toHaveLength(2);
  expect(await copyAccounts(source, target)).toMatchObject({ invites: 2 });
  expect([await openAt(target), await compareInvites(source, target)]).toEqual([['a', 'b'], []]);

  await source.invites.remove('a');
  await source.invites.redeem('b', NOW);
  await source.invites.insert(invite('d'));
  expect(await copyAccounts(source, target)).toMatchObject({ invites: 1 });
  expect([await openAt(target), await openAt(source)]).toEqual([['d'], ['d']]);
});

const END = new Date('2100-01-01');
const user = (id: string) => ({ id, name: id, email: 'ada@example.org', passwordHash: 'before', createdAt: NOW });
const session = (id: string, userId = 'ada') => ({
  id,
  userId,
  tokenHash: id,
  device: 'x',
  createdAt: NOW,
  lastUsedAt: NOW,
  expiresAt: END,
});
const token = (id: string): AccessToken => ({
  id,
  userId: 'ada',
  tokenHash: id,
  name: 'x',
  scopes: ['read'],
  createdAt: NOW,
  lastUsedAt: null,
  expiresAt: null,
});

it('sessions, tokens and passwords that ended since an earlier run do not work at the target', async () => {
  await source.users.insert(user('ada'));
  for (const id of ['s1', 's2']) await source.sessions.insert(session(id));
  for (const id of ['t1', 't2']) await source.accessTokens.insert(token(id));
  expect(await copyAccounts(source, target)).toEqual({ accounts: 1, sessions: 2, tokens: 2, invites: 0 });

  await source.users.setPasswordHash('ada', { from: 'before', to: 'after' });
  await source.sessions.remove('ada', 's1');
  await source.accessTokens.remove('ada', 't1');
  expect(await copyAccounts(source, target)).toEqual({ accounts: 1, sessions: 1, tokens: 1, invites: 0 });
  expect((await target.users.find('ada'))?.passwordHash).toBe('after');
  expect([await target.sessions.find('s1'), await target.accessTokens.find('t1')]).toEqual([null, null]);
  expect([await target.sessions.find('s2'), await target.accessTokens.find('t2')]).toEqual([session('s2'), token('t2')]);
});

const key = (id: string) => ({ id, owner: 'ada', name: 'Blog', secret: `secret of ${id}`, createdAt: NOW });

it('keys of signed addresses and presets are copied; a revoked key and a deleted preset do not work at the target', async () => {
  await source.users.insert(user('ada'));
  for (const id of ['k1', 'k2']) await source.addressKeys.insert(key(id));
  for (const name of ['card', 'hero']) await source.presets.set('ada', { name, modifiers: 'SL9' });
  await copyAccounts(source, target);
  await source.addressKeys.remove('ada', 'k1');
  await source.presets.remove('ada', 'card');
  await source.presets.set('ada', { name: 'hero', modifiers: 'GR' });
  await copyAccounts(source, target);
  expect([await target.addressKeys.list('ada'), await target.presets.list('ada')]).toEqual([
    [key('k2')],
    [{ name: 'hero', modifiers: 'GR' }],
  ]);
  await source.users.remove('ada');
  await copyAccounts(source, target);
  expect([await target.addressKeys.find('k2'), await target.presets.list('ada')]).toEqual([null, []]);
});

it('an account removed since an earlier run is removed, and its e-mail is free', async () => {
  await source.users.insert(user('ada'));
  await source.sessions.insert(session('s1'));
  await source.accessTokens.insert(token('t1'));
  await copyAccounts(source, target);
  const album = { id: 'a', owner: 'ada', name: 'Rome', order: 'hand', cover: null, images: [], createdAt: NOW } as const;
  await target.albums.insert(album);
  await target.shares.insert(shareRow({ owner: 'ada', token: 'link', albumId: 'a', imageIds: [] }));

  await source.users.remove('ada');
  await source.users.insert(user('eve'));
  expect(await copyAccounts(source, target)).toMatchObject({ accounts: 1 });
  expect((await target.users.list()).map(({ id }) => id)).toEqual(['eve']);
  expect([await target.sessions.find('s1'), await target.accessTokens.find('t1')]).toEqual([null, null]);
  expect([await target.albums.find('a'), await target.shares.findByToken('link')]).toEqual([null, null]);
});

it('an invitation used at the target is not opened again', async () => {
  await source.invites.insert(invite('a'));
  await copyAccounts(source, target);
  await target.invites.redeem('a', NOW);
  await copyAccounts(source, target);
  expect(await openAt(target)).toEqual([]);
  expect(await compareInvites(source, target)).toEqual(['the invitation a is missing or not open']);
});

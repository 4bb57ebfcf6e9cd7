import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { openPlace, readPlace, type Place } from './place.js';
import { compareInvites, moveAccounts } from './move-accounts.js';

let folder: string;
let source: Place;
let target: Place;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-migrate-'));
  const open = async (name: string) => openPlace(name, await readPlace(join(folder, name)));
  [source, target] = [await open('old'), await open('new')];
});
afterEach(async () => {
  await Promise.all([source.close(), target.close()]);
  await rm(folder, { recursive: true });
});

const NOW = new Date();
const invite = (tokenHash: string) => ({ tokenHash, createdAt: NOW, expiresAt: new Date('2100-01-01'), usedAt: null });
const openAt = async ({ sessions }: Place) => (await sessions.listInvites(NOW)).map(({ tokenHash }) => tokenHash);

it('invitations that are open go along, and what became of them since an earlier call', async () => {
  for (const hash of ['a', 'b', 'c']) await source.sessions.insertInvite(invite(hash));
  await source.sessions.takeInvite('c', NOW);
  expect(await compareInvites(source, target)).toHaveLength(2);
  expect(await moveAccounts(source, target)).toMatchObject({ invites: 2 });
  expect([await openAt(target), await compareInvites(source, target)]).toEqual([['a', 'b'], []]);

  await source.sessions.removeInvite('a');
  await source.sessions.takeInvite('b', NOW);
  await source.sessions.insertInvite(invite('d'));
  expect(await moveAccounts(source, target)).toMatchObject({ invites: 1 });
  expect([await openAt(target), await openAt(source)]).toEqual([['d'], ['d']]);
});

it('one that was used at the target is not made good for another account', async () => {
  await source.sessions.insertInvite(invite('a'));
  await moveAccounts(source, target);
  await target.sessions.takeInvite('a', NOW);
  await moveAccounts(source, target);
  expect(await openAt(target)).toEqual([]);
  expect(await compareInvites(source, target)).toEqual(['the invitation a is not there, or not open']);
});

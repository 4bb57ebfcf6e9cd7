import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { Session } from '#libs/ports/session-repository.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';

import { removeAccount } from './remove.command.js';
import type { Databases } from './databases.js';
import { openDatabases } from './databases.fixture.js';
import { Terminal } from '#libs/terminal/terminal.js';

let databases: Databases;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ databases, close } = await openDatabases());
  await databases.users.insert({ id: 'u1', name: 'ada', email: 'ada@example.org', passwordHash: 'x', createdAt: new Date() });
});
afterEach(() => close());

const remove = (yes = true, typed = '') => {
  const stdin = new PassThrough();
  stdin.end(typed);
  return removeAccount(databases, { email: 'ada', yes }, new Terminal({ stdin, stdout: new PassThrough().resume() }));
};
const session = (id: string): Session => {
  const now = new Date();
  return { id, userId: 'u1', tokenHash: id, device: 'x', createdAt: now, lastUsedAt: now, expiresAt: new Date('2100-01-01') };
};

const link = (id: string, owner: string) => shareRow({ id, owner, imageIds: [`image-${owner}`] });

describe('removeAccount', () => {
  it('changes all images to purging, abandons uploads, and leaves other accounts alone', async () => {
    const { images } = databases;
    for (const state of ['processing', 'ready', 'rejected', 'uploading'] as const)
      await images.insert(imageRow({ id: `1-${state}`, owner: 'u1', state }));
    await images.insert(imageRow({ id: '1-trashed', owner: 'u1', state: 'ready', deletedAt: new Date() }));
    for (const state of ['ready', 'uploading'] as const) await images.insert(imageRow({ id: `2-${state}`, owner: 'u2', state }));
    await remove();
    const states = async (...ids: string[]) => Promise.all(ids.map(async (id) => (await images.find(id))?.state));
    expect(await states('1-processing', '1-ready', '1-rejected', '1-trashed')).toEqual(Array(4).fill('purging'));
    expect(await states('1-uploading', '2-ready', '2-uploading')).toEqual(['abandoned', 'ready', 'uploading']);
    expect(await databases.users.list()).toEqual([]);
  });

  it('removes albums and shares of this account only', async () => {
    const { albums, shares } = databases;
    const createdAt = new Date();
    for (const owner of ['u1', 'u2']) {
      await albums.insert({ id: `album-${owner}`, owner, name: 'Rome', order: 'hand', cover: null, images: [], createdAt });
      for (const id of [`1-${owner}`, `2-${owner}`]) await shares.insert(link(id, owner));
    }
    await remove();
    expect([await albums.find('album-u1'), (await albums.find('album-u2'))?.name]).toEqual([null, 'Rome']);
    expect([await shares.list('u1', { limit: 5 }), (await shares.list('u2', { limit: 5 })).length]).toEqual([[], 2]);
  });

  it('changes nothing unless the user name is typed', async () => {
    await databases.images.insert(imageRow({ id: '1', owner: 'u1', state: 'ready' }));
    for (const typed of ['', 'yes\n', 'ada@example.org\n']) await expect(remove(false, typed)).rejects.toThrow('Nothing was removed');
    expect((await databases.images.find('1'))?.state).toBe('ready');
    expect((await databases.users.find('u1'))?.passwordHash).toBe('x');
    await remove(false, 'ada\n');
    expect(await databases.users.find('u1')).toBeNull();
  });

  it('removes a session and an image that were added while it ran', async () => {
    const { users, sessions, images } = databases;
    const removeUser = users.remove.bind(users);
    users.remove = async (id) => {
      await sessions.insert(session('late'));
      await images.insert(imageRow({ id: 'late', owner: 'u1', state: 'processing' }));
      return removeUser(id);
    };
    await remove();
    expect(await sessions.list('u1')).toEqual([]);
    expect((await images.find('late'))?.state).toBe('purging');
  });

  it('changes the password before it ends sessions', async () => {
    const { sessions, users } = databases;
    const end = sessions.removeAll.bind(sessions);
    let hash: string | undefined;
    sessions.removeAll = async (...args) => {
      hash ??= (await users.find('u1'))?.passwordHash;
      return end(...args);
    };
    await remove();
    expect(hash).toMatch(/^\$argon2id\$/);
  });
});

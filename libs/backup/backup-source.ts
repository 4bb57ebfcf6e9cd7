import type { CopySource } from '#libs/drive-copy/drive-endpoint.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { readRows, type Generation } from './generations.js';
import type { AccountRow, Kind, Rows } from './rows.js';

/** What a generation has besides images, to be copied as from a drive. @throws CommandError when a part is damaged */
export async function openBackupSource(store: ObjectStore, generation: Generation): Promise<CopySource> {
  const all = <K extends Kind>(kind: K): Promise<Rows[K][]> => Array.fromAsync(readRows(store, generation, kind));
  const accounts = new Map((await all('accounts')).map((account): [string, AccountRow] => [account.user.id, account]));
  const invites = await all('invites');
  const albums: Map<string, AlbumRow[]> = Map.groupBy(await all('albums'), ({ owner }) => owner);
  const shares: Map<string, ShareRow[]> = Map.groupBy(await all('shares'), ({ owner }) => owner);
  return {
    users: {
      list: async () => [...accounts.values()].map(({ user }) => user),
      find: async (id) => accounts.get(id)?.user ?? null,
    },
    sessions: { list: async (userId) => accounts.get(userId)?.sessions ?? [] },
    accessTokens: { list: async (userId) => accounts.get(userId)?.tokens ?? [] },
    addressKeys: { list: async (owner) => accounts.get(owner)?.addressKeys ?? [] },
    presets: { list: async (owner) => accounts.get(owner)?.presets ?? [] },
    quotas: { quotaOf: async (owner) => accounts.get(owner)?.quota ?? null },
    invites: { list: async (at) => invites.filter(({ expiresAt }) => expiresAt > at) },
    albums: { list: async (owner) => albums.get(owner) ?? [] },
    shares: { list: async (owner, { limit, before }) => pageOf(shares.get(owner) ?? [], limit, before) },
    drive: { driveId: async () => generation.manifest.drive },
  };
}

/** A page of shares, newest first. */
function pageOf(shares: readonly ShareRow[], limit: number, before: string | undefined): ShareRow[] {
  const newestFirst = shares.toSorted((one, other) => (one.id < other.id ? 1 : -1));
  return newestFirst.filter(({ id }) => before === undefined || id < before).slice(0, limit);
}

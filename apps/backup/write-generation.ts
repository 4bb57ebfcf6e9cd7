import type { GenerationWriter } from '#libs/backup/generation-writer.js';
import type { DamagedImage } from '#libs/backup/generations.js';
import type { AccountRow } from '#libs/backup/rows.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { sharesOf } from '#libs/drive-copy/copy-shares.js';
import type { DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import { parseTombstoneKey, TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { Progress } from '#libs/terminal/progress.js';

import { copyOriginal, type Copying } from './copy-original.js';
import { listImageIds } from './list-images.js';

const CONCURRENCY = 4;

/** What a backup did. */
export interface Written {
  accounts: number;
  images: number;
  /** Bytes of the originals of all images. */
  bytes: number;
  /** Originals that the backup did not have before. */
  copied: number;
  copiedBytes: number;
  /** Images that were deleted for good while it ran, and are not in it. */
  deleted: number;
  damaged: DamagedImage[];
}

/** Accounts with what belongs to them alone, and open invitations. Returns the ids of the accounts. */
export async function writeAccounts({ rows }: Copying['source'], writer: GenerationWriter): Promise<string[]> {
  const users = await rows.users.list();
  for (const user of users) await writer.add('accounts', await accountOf(rows, user));
  for (const invite of await rows.invites.list(new Date())) await writer.add('invites', invite);
  return users.map(({ id }) => id);
}

async function accountOf(
  { quotas, sessions, accessTokens, addressKeys, presets }: DriveEndpoint,
  user: AccountRow['user'],
): Promise<AccountRow> {
  return {
    user,
    quota: await quotas.quotaOf(user.id),
    sessions: await sessions.list(user.id),
    tokens: await accessTokens.list(user.id),
    addressKeys: await addressKeys.list(user.id),
    presets: await presets.list(user.id),
  };
}

/** The ids of the images of these accounts. */
export async function idsOf({ rows }: Copying['source'], owners: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const owner of owners) ids.push(...(await listImageIds(rows.images, owner)));
  return ids;
}

/**
 * Copies the originals that are new, and writes the row of each image after its original. Each row is read here, so that it is what the
 * image is now or was at the moment of the copy. Returns the ids of the images in the generation.
 */
export async function writeImages(
  copying: Copying,
  ids: readonly string[],
  writer: GenerationWriter,
  { written, progress }: { written: Written; progress: Progress },
): Promise<Set<string>> {
  const inside = new Set<string>();
  await mapConcurrent(ids, CONCURRENCY, async (id) => {
    const row = await copying.source.rows.images.find(id);
    // An upload that is not finished, or an image that is being removed.
    if (!row || !VISIBLE.includes(row.state)) return;
    const outcome = await copyOriginal(copying, row);
    progress.add(row.bytes);
    const { owner, name, sha256, bytes, damagedAt } = row;
    if (outcome === 'deleted') return void written.deleted++;
    if (outcome === 'altered' || outcome === 'missing') {
      return void written.damaged.push({ id, owner, name, sha256, why: outcome, kept: false });
    }
    if (damagedAt && outcome === 'known') written.damaged.push({ id, owner, name, sha256, why: 'altered', kept: true });
    if (outcome === 'copied') {
      written.copied++;
      written.copiedBytes += bytes;
    }
    inside.add(id);
    written.images++;
    written.bytes += bytes;
    await writer.add('images', row);
  });
  return inside;
}

/** Albums and links, with no image that the generation does not have. Returns nothing that a restore would have to leave out. */
export async function writeAlbums(
  { rows }: Copying['source'],
  owners: readonly string[],
  inside: ReadonlySet<string>,
  writer: GenerationWriter,
): Promise<void> {
  for (const owner of owners) {
    const albums = await rows.albums.list(owner);
    for (const album of albums) await writer.add('albums', { ...album, images: album.images.filter((id) => inside.has(id)) });
    const ids = new Set(albums.map(({ id }) => id));
    for (const share of (await sharesOf(rows.shares, owner)).values()) {
      const imageIds = share.imageIds.filter((id) => inside.has(id));
      const showsSomething = share.albumId === null ? imageIds.length > 0 : ids.has(share.albumId);
      if (showsSomething) await writer.add('shares', { ...share, imageIds });
    }
  }
}

/** The tombstones of the store, but of no image that the generation has. */
export async function writeTombstones({ live }: Copying['source'], inside: ReadonlySet<string>, writer: GenerationWriter): Promise<void> {
  for await (const { key, modifiedAt } of live.objects.list(TOMBSTONE_PREFIX)) {
    if (!inside.has(parseTombstoneKey(key) ?? '')) await writer.add('tombstones', { key, at: modifiedAt });
  }
}

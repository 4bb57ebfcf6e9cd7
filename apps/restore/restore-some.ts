import { openBackupSource } from '#libs/backup/backup-source.js';
import { readRows, type Generation } from '#libs/backup/generations.js';
import { canonicalIdentifier } from '#libs/accounts/find-user.js';
import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import type { CopySource, DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import { sharesOf } from '#libs/drive-copy/copy-shares.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { EmailTaken, NameTaken, ObjectCorrupt, ObjectNotFound } from '#libs/ports/errors.js';
import { putBackIds } from '#libs/domain/album/album-order.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import { emailKey, type User } from '#libs/ports/user-repository.js';
import { CommandError } from '#libs/terminal/command-error.js';
import type { ProgressOut } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

import { restoreImage, type Restored, type Restoring } from './restore-image.js';

/** What to restore: images by id, one album with its images, or all of one account. */
export type Selection = { images: readonly string[] } | { album: string } | { account: string };

const WORDS: Record<Restored, string> = {
  restored: 'restored',
  healed: 'its original was damaged and is replaced',
  there: 'is there already',
  taken: 'not restored: the account has the same picture under another id',
  'being deleted': 'not restored: it is being deleted right now; run the command again in a minute',
};

/**
 * Restores a part of a generation into a drive that exists and may be running. Returns the exit code: 0 only when everything selected is
 * there. @throws CommandError when the backup does not have it, or its account is missing
 */
export async function restoreSome(restoring: Restoring, generation: Generation, selection: Selection, out: ProgressOut): Promise<number> {
  const source = await openBackupSource(restoring.store, generation);
  const { user, albums, isWanted } = await select(source, generation, selection);
  if (user) await restoreAccount(source, restoring.target, user);
  let failed = 0;
  const found = new Set<string>();
  for await (const row of readRows(restoring.store, generation, 'images')) {
    if (!isWanted(row)) continue;
    found.add(row.id);
    const words = await restoreOne(restoring, row, 'images' in selection);
    if (words.startsWith('not restored')) failed++;
    out.write(`${visible(row.name)} (${row.id}): ${words}\n`);
  }
  if ('images' in selection) {
    for (const id of selection.images.filter((each) => !found.has(each))) {
      out.write(`${id}: not restored: this backup does not have it\n`);
      failed++;
    }
  }
  for (const album of albums) await restoreAlbum(restoring.target, album);
  if (user) await restoreShares(source, restoring.target, user.id);
  return failed === 0 ? 0 : 1;
}

async function select(source: CopySource, { name }: Generation, selection: Selection) {
  if ('images' in selection) {
    const ids = new Set(selection.images);
    return { user: null, albums: [], isWanted: ({ id }: ImageRow) => ids.has(id) };
  }
  const users = await source.users.list();
  if ('account' in selection) {
    const wanted = canonicalIdentifier(selection.account);
    const user = users.find((each) => each.name === wanted.toLowerCase() || emailKey(each.email) === emailKey(wanted));
    const names = users.map((each) => each.name).join(', ');
    if (!user) throw new CommandError(`The backup ${name} has no account ${selection.account}. It has: ${names}.`);
    return { user, albums: await source.albums.list(user.id), isWanted: ({ owner }: ImageRow) => owner === user.id };
  }
  const all = (await Promise.all(users.map(({ id }) => source.albums.list(id)))).flat();
  const album = all.find(({ id }) => id === selection.album);
  if (!album) throw new CommandError(`The backup ${name} has no album ${selection.album}.`);
  const ids = new Set(album.images);
  return { user: null, albums: [album], isWanted: ({ id }: ImageRow) => ids.has(id) };
}

/** @returns what happened, as the end of a sentence @param outOfTrash the image comes back out of the trash, too */
async function restoreOne(restoring: Restoring, row: ImageRow, outOfTrash: boolean): Promise<string> {
  const owner = await restoring.target.users.find(row.owner);
  if (!owner) throw new CommandError(`The account of ${row.id} is not in the drive. Restore it first: --account NAME.`);
  try {
    return WORDS[await restoreImage(restoring, outOfTrash ? { ...row, deletedAt: null } : row, owner.name)];
  } catch (error) {
    if (error instanceof ObjectCorrupt || error instanceof ObjectNotFound)
      return 'not restored: the backup has lost or altered its original';
    throw error;
  }
}

/** Inserts an account that is missing, with its password, quota and presets. Its sessions, tokens and keys stay ended. */
async function restoreAccount(source: CopySource, { users, quotas, presets }: DriveEndpoint, user: User): Promise<void> {
  if (await users.find(user.id)) return;
  try {
    await users.insert(user);
  } catch (error) {
    if (!(error instanceof EmailTaken || error instanceof NameTaken)) throw error;
    throw new CommandError(`Another account has the name ${user.name} or the e-mail ${user.email}, so this one can't be restored.`);
  }
  await quotas.setQuotaOf(user.id, await source.quotas.quotaOf(user.id));
  for (const preset of await source.presets.list(user.id)) await presets.set(user.id, preset);
}

/** Inserts an album that is missing; into one that is there, puts the images that it lacks where they were. */
async function restoreAlbum({ albums, images }: DriveEndpoint, album: AlbumRow): Promise<void> {
  const there: string[] = [];
  for (const id of album.images) if (await images.find(id)) there.push(id);
  const tryOnce = async (): Promise<true | undefined> => {
    const existing = await albums.find(album.id);
    if (!existing) {
      await albums.insert({ ...album, images: there });
      return true;
    }
    const restored = putBackIds(existing.images, there);
    if (restored.length === existing.images.length) return true;
    return (await albums.update(album.id, existing.version, { images: restored })) ? true : undefined;
  };
  await compareAndSwap(tryOnce, {
    exhausted: () => {
      throw new CommandError(`The album ${album.name} is being changed all the time. Run the command again.`);
    },
  });
}

async function restoreShares(source: CopySource, target: DriveEndpoint, owner: string): Promise<void> {
  const existing = await sharesOf(target.shares, owner);
  for (const share of (await sharesOf(source.shares, owner)).values()) if (!existing.has(share.id)) await target.shares.insert(share);
}

import { removeIds } from '#libs/domain/album/album-order.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import type { Finding } from './finding.js';
import { ownerName, type Run } from './run.js';

/** An album has up to 10,000 ids. */
const PAGE = 20;
const IDS = 1_000;

/** Checks that every picture of every album has a row. */
export async function checkAlbums(run: Run): Promise<void> {
  const { audit, albums } = run.drive;
  for await (const album of pages((page) => audit.albums(page), run)) {
    run.report.counts.albums++;
    const missing = await missingImages(run, album.owner, album.images);
    if (missing.length === 0) continue;
    // The picture may have been deleted for good since the page was read, which takes it out of the album.
    const now = await albums.find(album.id);
    if (!now) continue;
    const still = await withoutRow(
      run,
      now.owner,
      missing.filter((id) => now.images.includes(id)),
      async () => (await albums.find(album.id))?.images ?? [],
    );
    if (still.length === 0) continue;
    const repaired = run.options.repair && (await albums.update(now.id, now.version, { images: removeIds(now.images, still) })) !== null;
    await reportMembers(run, now, still, { kind: 'ALBUM_MEMBER_MISSING', album: `${now.name} (${now.id})` }, repaired);
  }
}

/** Checks that every picture of every link, or its album, is there. */
export async function checkShares(run: Run): Promise<void> {
  const { audit, shares } = run.drive;
  for await (const share of pages((page) => audit.shares(page), run)) {
    run.report.counts.links++;
    if (share.albumId !== null) {
      await checkSharedAlbum(run, share);
      continue;
    }
    const missing = await missingImages(run, share.owner, share.imageIds);
    if (missing.length === 0) continue;
    const now = await shares.find(share.owner, share.id);
    if (!now) continue;
    const still = await missingImages(
      run,
      now.owner,
      missing.filter((id) => now.imageIds.includes(id)),
    );
    if (run.options.repair) for (const id of still) await shares.forgetImage(now.owner, id);
    await reportMembers(run, now, still, { kind: 'SHARE_MEMBER_MISSING', share: now.id }, run.options.repair);
  }
}

/** A link to an album that is gone shows nothing, and is removed. */
async function checkSharedAlbum(run: Run, { id, owner, albumId }: ShareRow): Promise<void> {
  const { albums, shares } = run.drive;
  const isThere = async () => (await albums.find(albumId!))?.owner === owner;
  if ((await isThere()) || !(await shares.find(owner, id)) || (await isThere())) return;
  const repaired = run.options.repair && (await shares.remove(owner, id));
  const detail = `its album ${albumId} does not exist`;
  run.report.add({
    kind: 'SHARE_MEMBER_MISSING',
    detail,
    share: id,
    owner: await ownerName(run, owner),
    ...(repaired && { repaired: 'the link was removed' }),
  });
}

async function reportMembers(
  run: Run,
  { owner }: AlbumRow | ShareRow,
  ids: readonly string[],
  where: Pick<Finding, 'kind' | 'album' | 'share'>,
  repaired: boolean,
): Promise<void> {
  for (const image of ids) {
    const finding = { ...where, image, owner: await ownerName(run, owner), detail: 'no such picture exists' };
    run.report.add(repaired ? { ...finding, repaired: 'the entry was removed' } : finding);
  }
}

/**
 * Those that are missing, and not on their way out: an image that is being deleted for good is taken out of its albums before its row goes.
 * @param left the ids that are named now
 */
async function withoutRow(run: Run, owner: string, ids: readonly string[], left: () => Promise<readonly string[]>): Promise<string[]> {
  const gone: string[] = [];
  for (const id of await missingImages(run, owner, ids)) {
    if ((await run.drive.images.find(id))?.state !== 'purging') gone.push(id);
  }
  const named = gone.length > 0 ? await left() : [];
  return gone.filter((id) => named.includes(id));
}

/** Those of the ids that have no row, or the row of somebody else. Pictures in the trash keep their places. */
async function missingImages({ drive: { images } }: Run, owner: string, ids: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (let from = 0; from < ids.length; from += IDS) {
    const part = ids.slice(from, from + IDS);
    const present = new Set(await images.present(owner, part));
    for (const id of part) {
      if (present.has(id)) continue;
      const row = await images.find(id);
      if (row?.owner !== owner) missing.push(id);
    }
  }
  return missing;
}

async function* pages<T extends { id: string }>(
  list: (page: { after?: string | undefined; limit: number }) => Promise<T[]>,
  { signal }: Run,
): AsyncGenerator<T> {
  for (let after: string | undefined; ;) {
    signal.throwIfAborted();
    const page = await list({ after, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}

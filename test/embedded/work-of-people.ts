import { expect } from 'vitest';

import type { Album, AlbumChanged, AlbumList } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';
import type { Share, ShareList } from '#libs/api/share.js';
import { parseRowCopy, rowCopyKey, type RowCopy } from '#libs/domain/drive/row-copies.js';
import type { RowKind } from '#libs/ports/changed-rows.js';

import type { TestDrive } from '../harness/drive/drive.js';
import { DriveObjects } from '../harness/drive/object-store.js';
import type { Client } from '../harness/http/client.js';
import { until } from '../harness/http/until.js';

export const SHARE_PASSWORD = 'only for friends';

/** The fields that a rebuild restores. */
const facts = ({ id, name, sha256, bytes, width, height, takenAt, modifiedAt, sortAt, createdAt, deletedAt, type, exif }: Image) => ({
  id,
  name,
  sha256,
  bytes,
  width,
  height,
  takenAt,
  modifiedAt,
  sortAt,
  createdAt,
  deletedAt,
  type,
  exif,
});

/** Everything of a person that a rebuild restores: library, trash, albums with their images in order, and shares. */
export async function everythingOf(client: Client) {
  const list = async (query: object) => (await client.list({ limit: 500, ...query })).items.map(facts);
  const albums = (await client.get('/api/albums')).json<AlbumList>().items;
  return {
    library: await list({}),
    trash: await list({ deleted: 'true' }),
    albums: await Promise.all(
      albums.map(async ({ id, name, order, images, cover, createdAt, page }: Album) => {
        return { id, name, order, images, cover: cover?.id, createdAt, page, ids: await client.ids({ album: id }) };
      }),
    ),
    shares: (await client.get('/api/shares')).json<ShareList>().items,
  };
}

export interface Work {
  renamed: string;
  trashed: string;
  /** The page of a share with a password, and one of an album. */
  pages: { withPassword: string; ofAlbum: string };
}

/**
 * Changes names and times, fills trash and albums, makes shares, and takes some of all of it back. Ends when the drive has written what a
 * rebuild needs. @param ids of five images
 */
export async function work(client: Client, drive: Pick<TestDrive, 'storageUrl'>, [a, b, trashed, purged, back]: string[]): Promise<Work> {
  const albumOf = async (body: object) => (await client.json('POST', '/api/albums', body, { status: 201 })).json<AlbumChanged>().album;
  const shareOf = async (body: object) => (await client.json('POST', '/api/shares', body, { status: 201 })).json<Share>();
  const rename = (id: string, body: object) => client.json('PATCH', `/api/images/${id}`, body);
  await rename(a!, { name: 'läter 🐙.jpg', takenAt: '1999-01-01T00:00:00Z' });
  await rename(purged!, { name: 'purged.jpg' });
  const album = await albumOf({ name: 'Rome', ids: [b, trashed, purged, a] });
  await client.json('PATCH', `/api/albums/${album.id}`, { name: 'Roma', cover: a });
  const ended = { album: await albumOf({ name: 'ended', ids: [a] }), share: await shareOf({ imageIds: [a] }) };
  const withPassword = await shareOf({
    imageIds: [b, purged, a],
    password: SHARE_PASSWORD,
    name: 'For you',
    expiresAt: '2100-01-01T00:00:00Z',
  });
  const ofAlbum = await shareOf({ album: album.id, sizes: ['s', 'o'] });
  await client.send('DELETE', `/api/images/${trashed}`);
  await client.send('DELETE', `/api/images/${back}`);
  const objects = await DriveObjects.open(drive as TestDrive);
  const copy = async <K extends RowKind>(kind: K, id: string): Promise<RowCopy<K> | null> => {
    const bytes = await objects.read(rowCopyKey(kind, id)).catch(() => null);
    return bytes && parseRowCopy(kind, bytes.toString());
  };
  try {
    await until(
      async () =>
        ((await copy('image', back!))?.deletedAt && (await copy('image', purged!)) && (await copy('share', ended.share.id))) || null,
    );
    await client.send('POST', `/api/images/${back}/restore`);
    await client.send('DELETE', `/api/images/${purged}?forever=true`);
    await client.send('DELETE', `/api/albums/${ended.album.id}`);
    await client.send('DELETE', `/api/shares/${ended.share.id}`);
    await until(async () => ((await copy('image', a!))?.takenAt?.getTime() === Date.UTC(1999, 0) ? true : null));
    await until(async () => ((await copy('image', trashed!))?.deletedAt ? true : null));
    await until(async () => ((await copy('album', album.id))?.cover === a ? true : null));
    await until(async () => ((await copy('share', withPassword.id))?.passwordHash?.startsWith('$argon2id$') ? true : null));
    await until(async () => ((await copy('share', ofAlbum.id))?.albumId === album.id ? true : null));
    const gone = [
      rowCopyKey('image', back!),
      rowCopyKey('image', purged!),
      rowCopyKey('album', ended.album.id),
      rowCopyKey('share', ended.share.id),
    ];
    await until(async () => ((await objects.keys('rows/')).some((key) => gone.includes(key)) ? null : true));
  } finally {
    await objects.close();
  }
  return { renamed: a!, trashed: trashed!, pages: { withPassword: withPassword.page, ofAlbum: ofAlbum.page } };
}

/** Visitors open the shares as before: one with its password only. */
export async function expectShares(visitor: Client, { withPassword, ofAlbum }: Work['pages']): Promise<void> {
  const answer = (password: string) =>
    visitor.ask('POST', withPassword, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ password }).toString(),
    });
  expect((await visitor.ask('GET', withPassword)).status).toBe(401);
  expect((await answer('wrong')).status).toBe(401);
  expect((await answer(SHARE_PASSWORD)).status).toBe(303);
  expect((await visitor.ask('GET', ofAlbum)).status).toBe(200);
}

import { randomInt } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { Problem } from '#libs/api/errors.js';
import { IMAGE_ID } from '#libs/api/image.js';
import {
  MAX_SHARED,
  SHARED_BY_DEFAULT,
  type NewShare,
  type PreviewRequest,
  type Share,
  type ShareList,
  type ShareListQuery,
  type SharePatch,
  type SharePreview,
  type ShareWithImages,
} from '#libs/api/share.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { newId } from '#libs/domain/image/keys.js';
import { mapSizes, type SizeName } from '#libs/domain/variants.js';
import type { Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ShareRepository, type ShareChange, type ShareRow } from '#libs/ports/share-repository.js';

import { albumNotFound, findAlbum } from '../albums/change-album.js';
import { noSuchImage } from '../images/find-image.js';
import { imageJson } from '../images/image-json.js';
import { ShareImages } from './share-images.js';
import { sharedImageJson, shareJson } from './share-json.js';

/** Images that a preview includes. */
const PREVIEW_IMAGES = 12;
const TOKEN_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TOKEN_LENGTH = 24;

type ShareOptions = Pick<ShareRow, 'owner' | 'imageIds' | 'sizes'> &
  Partial<Pick<ShareRow, 'name' | 'albumId' | 'passwordHash' | 'expiresAt'>>;

/** The same answer for a share of another owner, one that ended and a malformed id. */
const shareNotFound = () => new Problem('NOT_FOUND', 'Link not found. It may have expired or been removed.');

/** Shares for their owner: previewed, created, listed, changed and ended. */
@Injectable()
export class SharesService {
  constructor(
    private readonly shares: ShareRepository,
    private readonly albums: AlbumRepository,
    private readonly images: ShareImages,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Tells what a share of these images, or of this album, would include; creates none. @throws Problem NOT_FOUND */
  async preview({ userId: owner, userName }: Identity, { imageIds, album: albumId }: PreviewRequest): Promise<SharePreview> {
    const album = albumId === undefined ? null : await findAlbum(this.albums, owner, albumId);
    const rows = album
      ? await this.images.findAll(owner, await this.images.inAlbum(album))
      : await this.images.expectAll(owner, imageIds ?? []);
    return {
      album: album && { id: album.id, name: album.name },
      pictures: rows.length,
      first: rows.slice(0, PREVIEW_IMAGES).map((row) => imageJson(row, userName)),
      sizes: mapSizes((size) => total(rows, size)),
      originals: {
        camera: rows.filter(({ exif }) => exif?.camera || exif?.lens).length,
        // Rather too many than too few: a time that a person entered or removed does not tell whether the file contains one.
        time: rows.filter(({ takenAt, exif }) => takenAt ?? exif).length,
        place: rows.filter(({ exif }) => exif?.place).length,
      },
    };
  }

  /** @throws Problem NOT_FOUND if the album or one of the images does not exist */
  async create({ userId: owner }: Identity, body: NewShare): Promise<ShareWithImages> {
    const { imageIds, album, sizes, name = null, password = null, expiresAt = null } = body;
    const albumId = album === undefined ? null : (await findAlbum(this.albums, owner, album)).id;
    const rows = await this.images.expectAll(owner, imageIds ?? []);
    const passwordHash = password === null ? null : await this.hasher.hash(password, owner);
    const share = await this.insert({ owner, albumId, imageIds: rows.map(({ id }) => id), sizes, name, passwordHash, expiresAt });
    return this.withImages(share);
  }

  /** Shares one image that was just uploaded, with the default sizes. @throws Problem NOT_FOUND if it was deleted in the meantime */
  async createForUpload({ userId: owner }: Identity, imageId: string): Promise<Share> {
    return shareJson(await this.insert({ owner, imageIds: [imageId], sizes: [...SHARED_BY_DEFAULT] }), null);
  }

  /** One page, newest first. The cursor is the id of the last share of a page. @throws Problem BAD_REQUEST */
  async list({ userId: owner }: Identity, { limit, before, album }: ShareListQuery): Promise<ShareList> {
    if (before !== undefined && !IMAGE_ID.test(before)) {
      throw new Problem('BAD_REQUEST', 'The query: before is not a cursor of this list. Use "next" of the previous page, or leave it out.');
    }
    // One row more than the limit tells whether there is another page.
    const filter = { ...(before !== undefined && { before }), ...(album !== undefined && { albumId: album }) };
    const rows = await this.shares.list(owner, { limit: limit + 1, ...filter });
    const page = rows.slice(0, limit);
    const albums = page.some(({ albumId }) => albumId !== null) ? await this.albums.heads(owner) : [];
    const byId = new Map(albums.map((row) => [row.id, row]));
    const items = page.flatMap((row) => {
      const itsAlbum = row.albumId === null ? null : byId.get(row.albumId);
      // A share of a deleted album shows nothing to anybody, so it is not listed.
      return itsAlbum === undefined ? [] : [shareJson(row, itsAlbum)];
    });
    return { items, next: rows.length > limit ? page.at(-1)!.id : null };
  }

  /** @throws Problem NOT_FOUND */
  async get({ userId }: Identity, id: string): Promise<ShareWithImages> {
    return this.withImages(await this.find(userId, id));
  }

  /** Changes what a share includes, its name, password or expiry; its address stays. @throws Problem NOT_FOUND, BAD_REQUEST */
  async patch(
    { userId: owner }: Identity,
    id: string,
    { imageIds, sizes, name, password, expiresAt }: SharePatch,
  ): Promise<ShareWithImages> {
    const { albumId } = await this.find(owner, id);
    if (imageIds && albumId !== null) {
      throw new Problem('BAD_REQUEST', 'The body: imageIds: this link shows an album. Change the album, or create another link.');
    }
    const change: ShareChange = {
      ...(imageIds && { imageIds: (await this.images.expectAll(owner, imageIds)).map((row) => row.id) }),
      ...(sizes && { sizes }),
      ...(name !== undefined && { name }),
      ...(password !== undefined && { passwordHash: password === null ? null : await this.hasher.hash(password, owner) }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    const changed = await this.shares.update(owner, id, change);
    const share = changed && (await this.withoutDeleted(changed));
    if (!share) throw shareNotFound();
    return this.withImages(share);
  }

  /** Ends a share. Every request looks it up, so all gateways stop showing it at once. @throws Problem NOT_FOUND */
  async end({ userId }: Identity, id: string): Promise<void> {
    if (!IMAGE_ID.test(id) || !(await this.shares.remove(userId, id))) throw shareNotFound();
  }

  private async find(owner: string, id: string): Promise<ShareRow> {
    const share = IMAGE_ID.test(id) ? await this.shares.find(owner, id) : null;
    if (!share) throw shareNotFound();
    return share;
  }

  private async insert(options: ShareOptions): Promise<ShareRow> {
    const defaults = { name: null, albumId: null, passwordHash: null, expiresAt: null, opened: 0, lastOpenedAt: null };
    const share: ShareRow = { ...defaults, ...options, id: newId(), token: newShareToken(), createdAt: new Date() };
    await this.shares.insert(share);
    const kept = await this.withoutDeleted(share);
    if (kept) return kept;
    throw share.albumId === null ? noSuchImage() : albumNotFound();
  }

  /**
   * Removes from a share that was just written the images that were deleted for good in the meantime: their removal looked into the shares
   * too early to see it. An image that is deleted later is taken out by its own removal. Returns null, and the share is removed, if no
   * image is left or the album was deleted in the same way.
   */
  private async withoutDeleted(share: ShareRow): Promise<ShareRow | null> {
    const { owner, id, albumId } = share;
    if (albumId !== null) {
      if (await this.images.albumOf(share)) return share;
      await this.shares.remove(owner, id);
      return null;
    }
    const deleted = await this.images.deletedOf(share);
    if (deleted.length === 0) return share;
    for (const image of deleted) await this.shares.forgetImage(owner, image);
    return this.shares.find(owner, id);
  }

  /** The share with what it shows now. @throws Problem NOT_FOUND if its album was deleted */
  private async withImages(share: ShareRow): Promise<ShareWithImages> {
    const shown = await this.images.shownBy(share);
    if (!shown) throw shareNotFound();
    const rows = await this.images.findAll(share.owner, shown.ids.slice(0, MAX_SHARED));
    return { ...shareJson(share, shown.album), pictures: shown.ids.length, images: rows.map((row) => sharedImageJson(share, row)) };
  }
}

/** 142 random bits, as letters and digits only: chat apps end a link at a character that could end a sentence. */
function newShareToken(): string {
  return Array.from({ length: TOKEN_LENGTH }, () => TOKEN_LETTERS[randomInt(TOKEN_LETTERS.length)]).join('');
}

/** How many images have this size, their bytes, and the pixels of the largest. */
function total(rows: readonly ImageRow[], size: SizeName): SharePreview['sizes'][SizeName] {
  const sum = { ready: 0, bytes: 0, width: 0, height: 0 };
  for (const row of rows) {
    const { width, height, bytes } = size === 'o' ? row : row.sizes[size];
    if (width === null || height === null || bytes === null) continue;
    sum.ready++;
    sum.bytes += bytes;
    if (width * height > sum.width * sum.height) Object.assign(sum, { width, height });
  }
  return sum;
}

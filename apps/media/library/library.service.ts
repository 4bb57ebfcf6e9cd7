import { Inject, Injectable } from '@nestjs/common';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { Problem } from '#libs/api/errors.js';
import type { Image, ImageList, ImagePatch, KnownImages, Months, Neighbours, Usage } from '#libs/api/image.js';
import type { ListQuery, NeighboursQuery } from '#libs/api/image-queries.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { edit, retry, VISIBLE } from '#libs/domain/image/transitions.js';
import { describeSearch } from '#libs/domain/search/describe-search.js';
import type { Identity } from '#libs/http/identity.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { QuotaRepository } from '#libs/ports/quota-repository.js';

import { changeImage } from '../images/change-image.js';
import { cleanName } from '../images/clean-name.js';
import { decodeCursor, encodeCursor } from '../images/cursor.js';
import { findImage } from '../images/find-image.js';
import { imageJson } from '../images/image-json.js';
import { VariantJobs } from '../images/variant-jobs.js';
import { QUOTA } from '../resources/media-resources.js';
import { listByHand } from './list-by-hand.js';
import { resolveList, type ResolvedList } from './list-query.js';

/** Originals that `findByHash` asks the store for at the same time. */
const CONCURRENT_STATS = 32;

/** The images of the caller: listed, searched, looked up, renamed, processed again. */
@Injectable()
export class LibraryService {
  constructor(
    private readonly images: ImageRepository,
    private readonly albums: AlbumRepository,
    private readonly quotas: QuotaRepository,
    private readonly objects: ObjectStore,
    private readonly jobs: VariantJobs,
    @Inject(QUOTA) private readonly quota: number | null,
  ) {}

  /** One page of the library, an album, a search or the trash. @throws Problem NOT_FOUND, BAD_REQUEST */
  async list({ userId, userName }: Identity, query: ListQuery): Promise<ImageList> {
    const { limit, before, q } = query;
    const { order, ids, filter, search } = await resolveList(this.albums, userId, query);
    const cursor = before === undefined ? undefined : decodeCursor(before);
    // One image more than the limit tells whether there is another page.
    const page = { ...filter, limit: limit + 1 };
    // In the custom order of an album, a cursor holds the index of the image instead of a time.
    const found =
      order === 'hand'
        ? (await listByHand(this.images, page, ids!, cursor && { id: cursor.id, index: cursor.sortAt.getTime() })).map(
            ({ row, index }) => ({
              row,
              cursor: { id: row.id, sortAt: new Date(index) },
            }),
          )
        : (await this.images.list({ ...page, order, ...(cursor && { before: cursor }), ...(ids && { ids }) })).map((row) => ({
            row,
            cursor: row,
          }));
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return {
      items: items.map(({ row }) => imageJson(row, userName)),
      next: last ? encodeCursor(last.cursor) : null,
      ...(q !== undefined && { understood: describeSearch(search) }),
    };
  }

  /** How many images there are of each month. */
  async months({ userId }: Identity): Promise<Months> {
    return { months: await this.images.months(userId) };
  }

  /** @throws Problem NOT_FOUND */
  async get({ userId, userName }: Identity, id: string): Promise<Image> {
    return imageJson(await findImage(this.images, userId, id, 'library'), userName);
  }

  /** The images beside this one in a list, an album or a search. @throws Problem NOT_FOUND, BAD_REQUEST */
  async neighbours({ userId, userName }: Identity, id: string, query: NeighboursQuery): Promise<Neighbours> {
    const row = await findImage(this.images, userId, id, 'library');
    const list = await resolveList(this.albums, userId, query);
    const [newer, older] = await (list.order === 'hand' ? this.besideByHand(row, list) : this.besideByTime(row, list, list.order));
    return { newer: newer ? imageJson(newer, userName) : null, older: older ? imageJson(older, userName) : null };
  }

  /** An image that is not in the list (any more) has a position in it all the same. */
  private async besideByTime(row: ImageRow, { filter, ids }: ResolvedList, order: 'added' | 'taken') {
    const query = { ...filter, order, limit: 1, ...(ids && { ids }) };
    const [[newer], [older]] = await Promise.all([this.images.list({ ...query, after: row }), this.images.list({ ...query, before: row })]);
    return [newer, older];
  }

  /** An image that is not in the album has no position in its custom order. */
  private async besideByHand({ id }: ImageRow, { filter, ids = [] }: ResolvedList) {
    const index = ids.indexOf(id);
    if (index < 0) return [];
    const first = async (candidates: readonly string[]) => (await listByHand(this.images, { ...filter, limit: 1 }, candidates))[0]?.row;
    return Promise.all([first(ids.slice(0, index).toReversed()), first(ids.slice(index + 1))]);
  }

  /**
   * Tells which of the hashes the caller has images of, with a whole original as far as its size tells: people delete their own copy of what
   * is named here. It is no more than uploading those bytes would tell, so it needs no other scope. @throws what the store throws
   */
  async findByHash({ userId }: Identity, sha256: readonly string[]): Promise<KnownImages> {
    const rows = await this.images.findByHashes(userId, [...new Set(sha256)]);
    const whole = new Set<string>();
    await mapConcurrent(rows, CONCURRENT_STATS, async (row) => {
      if (VISIBLE.includes(row.state) && row.damagedAt === null && (await this.isStored(row))) whole.add(row.id);
    });
    const items = rows.filter(({ id }) => whole.has(id));
    return {
      items: items.map((row) => ({
        sha256: row.sha256,
        id: row.id,
        state: row.state as KnownImages['items'][number]['state'],
        deletedAt: row.deletedAt?.toISOString() ?? null,
      })),
    };
  }

  /** Changes the name or the time taken; `takenAt: null` goes back to the time of the file. @throws Problem NOT_FOUND, UNAVAILABLE */
  async patch({ userId: owner, userName }: Identity, id: string, patch: ImagePatch): Promise<Image> {
    const { row } = await changeImage(this.images, { owner, id, where: 'library' }, (image) => {
      // Cleaned in the same way as at an upload.
      const name = patch.name === undefined ? undefined : cleanName(patch.name, image.type);
      return edit(image, { ...patch, name });
    });
    return imageJson(row, userName);
  }

  /** Queues a rejected image again. @throws Problem NOT_FOUND, NOT_FAILED, UNAVAILABLE */
  async retry({ userId: owner, userName }: Identity, id: string): Promise<Image> {
    const { row } = await changeImage(this.images, { owner, id, where: 'library' }, (image) => {
      if (image.state === 'rejected') return retry(image);
      throw new Problem('NOT_FAILED', 'Its sizes exist or are being made, so there is nothing to retry.');
    });
    this.jobs.add(row);
    return imageJson(row, userName);
  }

  /** Whether the store has an original of the right size. */
  private async isStored({ originalKey, bytes }: ImageRow): Promise<boolean> {
    try {
      return (await this.objects.stat(originalKey)).size === bytes;
    } catch (error) {
      if (error instanceof ObjectNotFound) return false;
      throw error;
    }
  }

  /** How much the caller stores, and may store. */
  async usage({ userId }: Identity): Promise<Usage> {
    const [usage, own] = await Promise.all([this.quotas.usage(userId), this.quotas.quotaOf(userId)]);
    return { ...usage, quota: own ? own.bytes : this.quota };
  }
}

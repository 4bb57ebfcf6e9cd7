import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { MAX_SHARED } from '#libs/api/share.js';
import { collection, labelOf, manifest, PRESENTATION_CONTEXT, type Shown } from '#libs/domain/iiif/manifest.js';
import { longestOf } from '#libs/domain/variants.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';

import { findAlbum } from '../albums/change-album.js';
import { noSuchImage } from '../images/find-image.js';
import { nothingShared, ShareAccess } from '../shares/share-access.js';
import { cacheOf } from '../shares/share-grants.js';
import { ShareImages } from '../shares/share-images.js';
import { visitorOf } from '../shares/shared.service.js';
import { sendJson, visibleArea } from './iiif.service.js';

/** What is asked of an album or a share. */
export interface AskedCollection {
  /** The address at which people reach the drive, without a slash at its end. */
  drive: string;
  /** Counted from 1; null: all of it, which is a manifest if that is one page, else the collection of its pages. */
  page: number | null;
}

interface Listed {
  owner: string;
  /** null when nobody gave it one. */
  name: string | null;
  /** In their order. */
  ids: readonly string[];
  /** The last segment of the address. */
  segment: string;
  /** Before the id of an image in the address of its image service. */
  prefix: string;
  longest: number | null;
  shared: string | null;
}

/** Albums and shares as manifests of the IIIF Presentation API 3.0, in pages as those of a share have. */
@Injectable()
export class CollectionsService {
  constructor(
    private readonly albums: AlbumRepository,
    private readonly images: ShareImages,
    private readonly access: ShareAccess,
  ) {}

  /** One of the owner's albums. @throws Problem NOT_FOUND */
  async sendAlbum(request: FastifyRequest, reply: FastifyReply, asked: AskedCollection & { owner: string; album: string }): Promise<void> {
    const { owner } = asked;
    const album = await findAlbum(this.albums, owner, asked.album);
    const ids = await this.images.inAlbum(album);
    await this.send(request, reply, asked, {
      owner,
      name: album.name,
      ids,
      segment: album.id,
      prefix: '',
      longest: null,
      shared: null,
    });
  }

  /** A share, of chosen images or of an album. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  async sendShare(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: AskedCollection & { token: string; proof: string | undefined; client: string },
  ): Promise<void> {
    const { token, proof, client } = asked;
    const share = await this.access.open(token, proof);
    const shown = await this.images.shownBy(share, visitorOf(share, client));
    if (!shown || (shown.ids.length === 0 && !shown.album)) throw nothingShared();
    await this.send(request, reply, asked, {
      owner: share.owner,
      name: share.name ?? shown.album?.name ?? null,
      ids: shown.ids,
      segment: token,
      prefix: `${token}~`,
      longest: longestOf(share.sizes),
      shared: cacheOf(share),
    });
  }

  private async send(request: FastifyRequest, reply: FastifyReply, { drive, page }: AskedCollection, listed: Listed): Promise<void> {
    const whole = `${drive}/iiif/3/collection/${listed.segment}`;
    const pages = Math.max(1, Math.ceil(listed.ids.length / MAX_SHARED));
    if (page !== null && page > pages) throw noSuchImage();
    const pageOf = (number: number) => ({ id: `${whole}/${number}`, label: labelOf(listed.name, rangeOf(number, listed.ids)) });
    const here =
      page === null || pages === 1 ? { id: page === null ? whole : `${whole}/${page}`, label: labelOf(listed.name) } : pageOf(page);
    const document =
      page === null && pages > 1
        ? collection({ ...here, manifests: Array.from({ length: pages }, (_, index) => pageOf(index + 1)) })
        : await this.page(listed, { number: page ?? 1, drive, here, ...(pages > 1 && { partOf: whole }) });
    await sendJson(request, reply, { body: JSON.stringify(document), context: PRESENTATION_CONTEXT, shared: listed.shared });
  }

  /** A manifest of the images of a page; without any, which no manifest may be, a collection of nothing. */
  private async page(
    { owner, ids, prefix, longest }: Listed,
    { number, drive, here, ...rest }: { number: number; drive: string; here: Shown; partOf?: string },
  ): Promise<object> {
    const rows = await this.images.findAll(owner, ids.slice((number - 1) * MAX_SHARED, number * MAX_SHARED));
    const images = rows
      .filter(({ state }) => state !== 'rejected')
      .map((row) => ({ id: row.id, name: row.name, ...visibleArea(row, longest), service: `${drive}/iiif/3/${prefix}${row.id}` }));
    return images.length === 0 ? collection({ ...here, manifests: [] }) : manifest({ ...here, ...rest, images });
  }
}

/** Which images are on a page, for people. */
function rangeOf(page: number, ids: readonly string[]): string {
  return `, ${(page - 1) * MAX_SHARED + 1}–${Math.min(ids.length, page * MAX_SHARED)}`;
}

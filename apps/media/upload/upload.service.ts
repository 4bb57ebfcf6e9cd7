import type { IncomingMessage } from 'node:http';

import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { type Image } from '#libs/api/image.js';
import { NoQuery, UploadQuery } from '#libs/api/image-queries.js';
import { newId } from '#libs/domain/image/keys.js';
import { newImageRow } from '#libs/domain/image/new-image-row.js';
import type { Identity } from '#libs/http/identity.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';
import { Decoder, type Header } from '#libs/imaging/decoder/decoder.js';
import { DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { addToAlbum, findAlbum } from '../albums/change-album.js';
import { cleanName } from '../images/clean-name.js';
import { imageJson } from '../images/image-json.js';
import { VariantJobs } from '../images/variant-jobs.js';
import { BodyReceiver, type ReceivedBody } from './body-receiver.js';
import { CommitUpload } from './commit-upload.js';
import { Duplicates } from './duplicates.js';
import { DriveCheck } from '../images/drive-check.js';
import { readForm, type FormFile } from './read-form.js';

/** One received file. A raw body may also give the time when the image was taken; null: unknown, whatever the camera wrote. */
export interface UploadedFile extends FormFile {
  takenAt?: Date | null | undefined;
}

/** 201 for a new image, 200 for one that already had these bytes. */
export interface StoredUpload {
  status: 200 | 201;
  image: Image;
}

/** An upload, from its request to the image in the answer. */
@Injectable()
export class UploadService {
  constructor(
    private readonly drive: DriveCheck,
    private readonly receiver: BodyReceiver,
    private readonly decoder: Decoder,
    private readonly images: ImageRepository,
    private readonly albums: AlbumRepository,
    private readonly duplicates: Duplicates,
    private readonly committer: CommitUpload,
    private readonly jobs: VariantJobs,
  ) {}

  /**
   * Receives the files of a request into temporary files: those of a form, or the whole body as one. Each of them must go to `store` or
   * `discard`. @throws Problem BAD_REQUEST, NOT_FOUND, TOO_LARGE, UNAVAILABLE, for a body also EMPTY_FILE, UNSUPPORTED_TYPE; StoreFull
   */
  async receive(request: IncomingMessage, caller: Identity, query: object): Promise<UploadedFile[]> {
    await this.drive.expectMatch();
    if (isForm(request)) {
      validate(NoQuery, query, 'The query of a form');
      await this.receiver.requireDiskSpace(request.headers);
      return readForm(request, this.receiver);
    }
    const { name, modifiedAt, takenAt, album } = validate(UploadQuery, query, 'The query');
    await this.expectAlbum(caller, album);
    this.receiver.expectLength(request.headers);
    await this.receiver.requireDiskSpace(request.headers);
    return [{ name, modifiedAt, takenAt, album, outcome: { status: 'fulfilled', value: await this.receiver.receive(request) } }];
  }

  /** Stores one received file as an image of the caller. @throws Problem with the codes of an upload, and what the ports throw */
  async store({ outcome, album, ...sent }: UploadedFile, caller: Identity): Promise<StoredUpload> {
    if (outcome.status === 'rejected') throw outcome.reason;
    const received = outcome.value;
    const { userId: owner, userName } = caller;
    try {
      await this.expectAlbum(caller, album);
      // Only a shortcut. When the same bytes arrive twice at once, the commit decides.
      const { sha256, file } = received;
      let stored = await this.duplicates.take({ owner, ownerName: userName, sha256, file: async () => file.path });
      if (!stored) {
        const header = await this.readHeader(received, owner);
        const row = newRow(owner, received, header, sent);
        stored = await this.committer.commit(row, file.path, userName);
      }
      const { row, duplicate, restored, healed, needsVariants } = stored;
      if (needsVariants) this.jobs.add(row);
      // The image is stored even when this fails; sending it again finds it and adds it to the album.
      if (album !== undefined) await addToAlbum(this.albums, this.images, { owner, id: album }, [row.id]);
      const fields = { ...(duplicate && { duplicate }), ...(restored && { restored }), ...(healed && { healed }) };
      const image = imageJson(row, userName, fields);
      return { status: duplicate ? 200 : 201, image };
    } finally {
      await received.file.remove();
    }
  }

  /** Removes received files that are not stored. */
  async discard(files: readonly UploadedFile[]): Promise<void> {
    for (const { outcome } of files) if (outcome.status === 'fulfilled') await outcome.value.file.remove();
  }

  /** Checked before bytes are received, and again after. @throws Problem NOT_FOUND when the caller has no such album */
  private async expectAlbum({ userId }: Identity, album: string | undefined): Promise<void> {
    if (album !== undefined) await findAlbum(this.albums, userId, album);
  }

  /** Reads type, size and camera data in a decoder child. @throws Problem with the code of the image's fault, or UNAVAILABLE */
  private async readHeader({ file, type }: ReceivedBody, owner: string): Promise<Header> {
    try {
      return await this.decoder.readHeader(file.path, type, { owner });
    } catch (cause) {
      if (cause instanceof ImageError) throw new Problem(cause.code, cause.message, { cause });
      if (!(cause instanceof DecoderGone)) throw cause;
      throw new Problem('UNAVAILABLE', 'Uploads are not possible right now. Send it again in a moment.', { retryAfter: 2, cause });
    }
  }
}

export function isForm({ headers }: IncomingMessage): boolean {
  return mediaTypeOf(headers) === 'multipart/form-data';
}

type Sent = Pick<UploadedFile, 'name' | 'modifiedAt' | 'takenAt'>;

function newRow(owner: string, { bytes, sha256 }: ReceivedBody, header: Header, { name, modifiedAt, takenAt }: Sent) {
  const { type, width, height, exif } = header;
  return newImageRow({
    id: newId(),
    owner,
    name: cleanName(name, type),
    type,
    bytes,
    width,
    height,
    sha256,
    createdAt: new Date(),
    takenAt: takenAt === undefined ? header.takenAt : takenAt,
    modifiedAt: modifiedAt ?? null,
    exif,
    generation: 1,
  });
}

import type { IncomingMessage } from 'node:http';

import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

import type { Image, UploadQuery } from '#libs/contract/image.js';
import type { Identity } from '#libs/http/identity.js';

import { imageJson } from '../images/image-json.js';
import { AddToAlbum } from './add-to-album.js';
import { CommitUpload } from './commit-upload.js';
import type { Origin } from './new-row.js';
import type { FormFile } from './read-form.js';
import { BodyReceiver, type Received } from './body-receiver.js';

type Sent = Pick<FormFile, 'name' | 'modifiedAt' | 'album'> & Partial<Pick<Origin, 'takenAt'>>;
/** What became of one file: 201 when it was kept, 200 when its bytes were here already. */
export interface TakenIn {
  status: 200 | 201;
  image: Image;
}

/** One picture, from its bytes to what is answered. */
@Injectable()
export class UploadService {
  constructor(
    private readonly receiver: BodyReceiver,
    private readonly keeper: CommitUpload,
    private readonly into: AddToAlbum,
  ) {}

  /** The whole body. @throws Problem as the upload's codes say */
  async raw(
    request: IncomingMessage,
    caller: Identity,
    { name, modifiedAt, takenAt, album }: z.output<typeof UploadQuery>,
  ): Promise<TakenIn> {
    await this.into.check(caller, album);
    this.receiver.checkLength(request.headers['content-length']);
    await this.receiver.checkRoom(request);
    return this.keep(await this.receiver.receive(request), caller, { name, modifiedAt, takenAt, album });
  }

  /** A file of a form that was read. @throws Problem as the upload's codes say */
  async fromForm({ outcome, ...sent }: FormFile, caller: Identity): Promise<TakenIn> {
    if (outcome.status === 'rejected') throw outcome.reason;
    return this.keep(outcome.value, caller, sent);
  }

  private async keep(received: Received, caller: Identity, { album, ...sent }: Sent): Promise<TakenIn> {
    const { userId, userName } = caller;
    try {
      await this.into.check(caller, album);
      const { row, duplicate, restored } = await this.keeper.keep(received, { owner: userId, ownerName: userName, ...sent });
      // The picture is kept whatever happens now; sent again, it is found there and put in.
      if (album !== undefined) await this.into.put(caller, album, row.id);
      const image = imageJson(row, userName, { ...(duplicate && { duplicate }), ...(restored && { restored }) });
      return { status: duplicate ? 200 : 201, image };
    } finally {
      await received.file.remove();
    }
  }
}

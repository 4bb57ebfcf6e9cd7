import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { NoQuery, UploadQuery } from '#libs/contract/image.js';
import { SHARED_BY_DEFAULT, type SharedUpload } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { DriveCheck } from '../upload/drive-check.js';
import { bad } from '../upload/form-parser.js';
import { readForm } from '../upload/read-form.js';
import { BodyReceiver } from '../upload/body-receiver.js';
import { UploadService, type TakenIn } from '../upload/upload.service.js';
import { insertShare } from './insert-share.js';
import { newShare } from './new-share.js';
import { ShareImages } from './share-images.js';
import { shareJson } from './share-json.js';

/** Takes one picture in and makes a link to it, for tools that want to paste one a moment later. */
@Controller('api/shares/upload')
export class UploadAndShare {
  constructor(
    private readonly receiver: BodyReceiver,
    private readonly drive: DriveCheck,
    private readonly takeIn: UploadService,
    private readonly shares: ShareRepository,
    private readonly images: ShareImages,
  ) {}

  @Needs('upload', 'share')
  @Post()
  @HttpCode(201)
  async upload(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Caller() caller: Identity,
    @Query() query: object,
  ): Promise<SharedUpload | string> {
    await this.drive.expectMatch();
    const { image } = await this.one(request, caller, { ...query });
    // The picture is kept whatever happens now; sent again, it is found there and gets its link.
    const made = newShare({ owner: caller.userId, imageIds: [image.id], sizes: [...SHARED_BY_DEFAULT] });
    const share = await insertShare(this.images, this.shares, made);
    const address = addressOf(request);
    const url = `${address}/p/${share.token}`;
    void reply.header('location', `/api/shares/${share.id}`);
    if (wantsText(request.headers.accept)) {
      void reply.type('text/plain; charset=utf-8');
      return url;
    }
    return {
      url,
      thumbnailUrl: `${url}/s.jpg`,
      deletionUrl: `${address}/${caller.userName}/delete/${image.id}`,
      image,
      share: shareJson(share, null),
    };
  }

  private async one(request: FastifyRequest, caller: Identity, query: object): Promise<TakenIn> {
    if (mediaTypeOf(request.headers) !== 'multipart/form-data') {
      return this.takeIn.raw(request.raw, caller, validate(UploadQuery, query, 'The query'));
    }
    validate(NoQuery, query, 'The query of a form');
    await this.receiver.checkRoom(request.raw);
    const files = await readForm(request.raw, this.receiver);
    if (files.length === 1) return this.takeIn.fromForm(files[0]!, caller);
    for (const { outcome } of files) if (outcome.status === 'fulfilled') await outcome.value.file.remove();
    throw bad('A form has one picture here. Upload several by POST /api/images and make a link to them by POST /api/shares.');
  }
}

/** The address of the drive as the gateway says it, else the one that was asked; without a slash at its end. */
function addressOf({ headers, protocol, host }: FastifyRequest): string {
  const told = headers['x-drive-address'];
  return typeof told === 'string' && told !== '' ? told : `${protocol}://${host}`;
}

/** Text only to who asks for it and not for JSON. */
function wantsText(accept = ''): boolean {
  return accept.includes('text/plain') && !accept.includes('application/json');
}

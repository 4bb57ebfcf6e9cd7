import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { SHARED_BY_DEFAULT, type SharedUpload } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { badRequest } from '../upload/multipart-parser.js';
import { UploadService } from '../upload/upload.service.js';
import { insertShare } from './insert-share.js';
import { newShare } from './new-share.js';
import { ShareImages } from './share-images.js';
import { shareJson } from './share-json.js';

/** Takes one picture in and makes a link to it, for tools that want to paste one a moment later. */
@Controller('api/shares/upload')
export class UploadAndShare {
  constructor(
    private readonly uploads: UploadService,
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
    const files = await this.uploads.receive(request.raw, caller, { ...query });
    if (files.length !== 1) {
      await this.uploads.discard(files);
      throw badRequest('Send one picture here. Upload several by POST /api/images and share them by POST /api/shares.');
    }
    const { image } = await this.uploads.store(files[0]!, caller);
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

import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { SharedUpload } from '#libs/api/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { UploadService } from '../upload/upload.service.js';
import { SharesService } from './shares.service.js';

/** Uploads one image and shares it in the same request, for screenshot tools that paste the address. */
@Controller('api/shares/upload')
export class UploadAndShareController {
  constructor(
    private readonly uploads: UploadService,
    private readonly shares: SharesService,
  ) {}

  @Needs('upload', 'share')
  @Post()
  async upload(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Caller() caller: Identity,
    @Query() query: object,
  ): Promise<SharedUpload | string> {
    const files = await this.uploads.receive(request.raw, caller, { ...query });
    if (files.length !== 1) {
      await this.uploads.discard(files);
      const advice = 'To share several, upload them by POST /api/images and share them by POST /api/shares.';
      throw new Problem('BAD_REQUEST', `The form must contain exactly one picture. ${advice}`);
    }
    const { image } = await this.uploads.store(files[0]!, caller);
    // If sharing fails, the image is kept: uploaded again, it is found as a duplicate and shared.
    const share = await this.shares.createForUpload(caller, image.id);
    const drive = driveAddress(request);
    const url = `${drive}/p/${share.token}`;
    void reply.header('location', `/api/shares/${share.id}`);
    if (prefersText(request.headers.accept)) {
      void reply.type('text/plain; charset=utf-8');
      return url;
    }
    return { url, thumbnailUrl: `${url}/s.jpg`, deletionUrl: `${drive}/${caller.userName}/delete/${image.id}`, image, share };
  }
}

/** The public address of the drive as the gateway tells it, else the address of the request; without a slash at the end. */
function driveAddress({ headers, protocol, host }: FastifyRequest): string {
  const told = headers['x-drive-address'];
  return typeof told === 'string' && told !== '' ? told : `${protocol}://${host}`;
}

function prefersText(accept = ''): boolean {
  return accept.includes('text/plain') && !accept.includes('application/json');
}

import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { NoQuery, UploadQuery } from '#libs/contract/image.js';
import type { SharedUpload } from '#libs/contract/share.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';

import { BodyReceiver } from '../upload/body-receiver.js';
import { DriveCheck } from '../upload/drive-check.js';
import { bad } from '../upload/form-parser.js';
import { readForm } from '../upload/read-form.js';
import { UploadService, type TakenIn } from '../upload/upload.service.js';
import { SharesService } from './shares.service.js';

/** Uploads one image and shares it in the same request, for screenshot tools that paste the address. */
@Controller('api/shares/upload')
export class UploadAndShareController {
  constructor(
    private readonly drive: DriveCheck,
    private readonly receiver: BodyReceiver,
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
    await this.drive.expectMatch();
    const { image } = await this.receive(request, caller, { ...query });
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

  private async receive(request: FastifyRequest, caller: Identity, query: object): Promise<TakenIn> {
    if (mediaTypeOf(request.headers) !== 'multipart/form-data') {
      return this.uploads.raw(request.raw, caller, validate(UploadQuery, query, 'The query'));
    }
    validate(NoQuery, query, 'The query of a form');
    await this.receiver.checkRoom(request.raw);
    const files = await readForm(request.raw, this.receiver);
    if (files.length === 1) return this.uploads.fromForm(files[0]!, caller);
    for (const { outcome } of files) if (outcome.status === 'fulfilled') await outcome.value.file.remove();
    throw bad(
      'The form must contain exactly one picture. To share several, upload them by POST /api/images and share them by POST /api/shares.',
    );
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

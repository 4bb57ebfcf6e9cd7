import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { BytesQuery } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { findImage } from '../images/find-image.js';
import { pickSize } from '../bytes/pick-size.js';
import { sendBytes } from '../bytes/send-bytes.js';

/** The thumbnail of a picture in the trash, for the trash page alone; the gateway shows it as `/:user/trash/:id/s`. */
@Controller('trash/:id/s')
export class GetTrashedBytes {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
  ) {}

  @Needs('read')
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() { userId }: Identity,
    @Param('id') id: string,
    @Query({ schema: BytesQuery }) query: BytesQuery,
  ): Promise<void> {
    const row = await findImage(this.images, userId, id, 'trash');
    await sendBytes(request, reply, this.objects, { row, query, picked: pickSize(row, 's', query.exact) });
  }
}

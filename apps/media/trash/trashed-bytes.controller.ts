import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { BytesQuery } from '#libs/api/image-queries.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { BytesService } from '../bytes/bytes.service.js';

/** The small variant of an image in the trash, for the trash page only. The gateway serves it as `/:user/trash/:id/s`. */
@Controller('trash/:id/s')
export class TrashedBytesController {
  constructor(private readonly bytes: BytesService) {}

  @Needs('read')
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() { userId: owner }: Identity,
    @Param('id') id: string,
    @Query({ schema: BytesQuery }) query: BytesQuery,
  ): Promise<void> {
    await this.bytes.sendOwn(request, reply, { owner, id, where: 'trash', size: 's', query });
  }
}

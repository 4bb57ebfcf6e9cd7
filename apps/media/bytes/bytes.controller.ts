import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import { BytesQuery } from '#libs/api/image-queries.js';
import { DEFAULT_SIZE, isSizeName, sizeNamesInWords } from '#libs/domain/variants.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { BytesService } from './bytes.service.js';

/** The bytes of an image, at the default size unless the address names one. */
@Controller(['get/:id', 'get/:id/:size'])
export class BytesController {
  constructor(private readonly bytes: BytesService) {}

  @Needs('read')
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() { userId: owner }: Identity,
    @Param() { id, size = DEFAULT_SIZE }: { id: string; size?: string },
    @Query({ schema: BytesQuery }) query: BytesQuery,
  ): Promise<void> {
    if (!isSizeName(size)) throw new Problem('NOT_FOUND', `There is no such size. The sizes are ${sizeNamesInWords()}.`);
    await this.bytes.sendOwn(request, reply, { owner, id, where: 'library', size, query });
  }
}

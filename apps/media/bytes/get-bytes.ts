import { Controller, Get, Optional, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { BytesQuery, SizeParam } from '#libs/contract/image.js';
import { DEFAULT_SIZE, sizeNamesInWords } from '#libs/domain/variants.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { findImage } from '../images/find-image.js';
import { pickSize } from './pick-size.js';
import { sendBytes } from './send-bytes.js';

/** The bytes of a picture, medium unless said. */
@Controller(['get/:id', 'get/:id/:size'])
export class GetBytes {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    @Optional() private readonly hot?: VariantCache,
  ) {}

  @Needs('read')
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() { userId }: Identity,
    @Param() { id, size = DEFAULT_SIZE }: { id: string; size?: string },
    @Query({ schema: BytesQuery }) query: BytesQuery,
  ): Promise<void> {
    const wanted = SizeParam.safeParse(size);
    if (!wanted.success) throw new Problem('NOT_FOUND', `There is no such size: ${sizeNamesInWords()} are those there are.`);
    const keep = this.hot && { hot: this.hot, ticket: this.hot.version() };
    const row = await findImage(this.images, userId, id, 'library');
    await sendBytes(request, reply, this.objects, { row, query, picked: pickSize(row, wanted.data, query.exact), keep });
  }
}

import { Controller, Get, Param } from '@nestjs/common';

import { NeighboursQuery, type Neighbours } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { CheckedQuery } from '#libs/http/validate.js';
import { VISIBLE } from '#libs/images/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage } from './find-image.js';
import { imageJson } from './image-json.js';

/** What lies beside a picture in the list, for who goes from one to the next. */
@Controller('api/images/:id/neighbours')
export class GetNeighbours {
  constructor(private readonly images: ImageRepository) {}

  @Needs('read')
  @Get()
  async get(
    @Caller() { userId, userName }: Identity,
    @Param('id') id: string,
    @CheckedQuery(NeighboursQuery) { order }: NeighboursQuery,
  ): Promise<Neighbours> {
    const row = await findImage(this.images, userId, id, 'library');
    const beside = { owner: userId, order, limit: 1, states: VISIBLE, deleted: false };
    const [[newer], [older]] = await Promise.all([
      this.images.list({ ...beside, after: row }),
      this.images.list({ ...beside, before: row }),
    ]);
    return { newer: newer ? imageJson(newer, userName) : null, older: older ? imageJson(older, userName) : null };
  }
}

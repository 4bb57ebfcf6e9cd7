import { Controller, HttpCode, Post } from '@nestjs/common';

import { KnownRequest, type KnownImages as Known } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

/** Says which of many hashes the caller has a picture of. It tells no more than an upload of those bytes would, and needs no more. */
@Controller('api/images/known')
export class KnownImages {
  constructor(private readonly images: ImageRepository) {}

  @Needs('upload')
  @Post()
  @HttpCode(200)
  async known(@Caller() { userId }: Identity, @JsonBody(KnownRequest) { sha256 }: KnownRequest): Promise<Known> {
    const rows = await this.images.findByHashes(userId, [...new Set(sha256)]);
    const items = rows.filter(({ state }) => VISIBLE.includes(state));
    return {
      items: items.map((row) => ({
        sha256: row.sha256,
        id: row.id,
        state: row.state as Known['items'][number]['state'],
        deletedAt: row.deletedAt?.toISOString() ?? null,
      })),
    };
  }
}

import { Controller, HttpCode, Param, Post } from '@nestjs/common';

import { type Image } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { restore } from '#libs/domain/image/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { changeImage } from '../images/change-image.js';
import { imageJson } from '../images/image-json.js';
import { VariantJobs } from '../images/variant-jobs.js';

/** Takes a picture back out of the trash; one that is not there stays as it is. */
@Controller('api/images/:id/restore')
export class RestoreImage {
  constructor(
    private readonly images: ImageRepository,
    private readonly jobs: VariantJobs,
  ) {}

  @Needs('write')
  @Post()
  @HttpCode(200)
  async restore(@Caller() { userId, userName }: Identity, @Param('id') id: string): Promise<Image> {
    const where = { owner: userId, id, where: 'anywhere' } as const;
    const { row, changed } = await changeImage(this.images, where, (image) => (image.deletedAt ? restore(image) : null));
    // The run that was under way when it was deleted can no longer publish.
    if (changed && row.state === 'processing') this.jobs.add(row);
    return imageJson(row, userName);
  }
}

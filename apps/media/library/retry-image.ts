import { Controller, HttpCode, Param, Post } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { type Image } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { retry } from '#libs/domain/image/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { VariantJobs } from '../images/variant-jobs.js';
import { changeImage } from '../images/change-image.js';
import { imageJson } from '../images/image-json.js';

/** Tries again to make the sizes of a picture that was rejected. */
@Controller('api/images/:id/retry')
export class RetryImage {
  constructor(
    private readonly images: ImageRepository,
    private readonly jobs: VariantJobs,
  ) {}

  @Needs('write')
  @Post()
  @HttpCode(202)
  async retry(@Caller() { userId, userName }: Identity, @Param('id') id: string): Promise<Image> {
    const { row } = await changeImage(this.images, { owner: userId, id, where: 'library' }, (image) => {
      if (image.state === 'rejected') return retry(image);
      throw new Problem('NOT_FAILED', 'Its sizes are there or being made; there is nothing to try again.');
    });
    this.jobs.add(row);
    return imageJson(row, userName);
  }
}

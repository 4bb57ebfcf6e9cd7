import { Controller, Delete, HttpCode, Param, Query } from '@nestjs/common';

import { DeleteQuery } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { startPurge, trash } from '#libs/domain/image/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { changeImage } from '../images/change-image.js';
import { Purge } from './purge.js';

/** Moves a picture to the trash, or with `forever` ends it, wherever it lies. */
@Controller('api/images/:id')
export class DeleteImage {
  constructor(
    private readonly images: ImageRepository,
    private readonly purge: Purge,
  ) {}

  @Needs('write')
  @Delete()
  @HttpCode(204)
  async delete(
    @Caller() { userId: owner }: Identity,
    @Param('id') id: string,
    @Query({ schema: DeleteQuery }) { forever }: { forever: boolean },
  ): Promise<void> {
    if (forever) {
      const { row } = await changeImage(this.images, { owner, id, where: 'anywhere' }, startPurge);
      await this.purge.finish(row);
    } else {
      await changeImage(this.images, { owner, id, where: 'library' }, (image) => trash(image, new Date()));
    }
  }
}

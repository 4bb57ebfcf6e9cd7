import { Inject, Injectable } from '@nestjs/common';

import type { Logger } from '#libs/http/log.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { LOGGER, TMP_DIR } from '../resources/media-resources.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Ends pictures that turned to `purging`. */
@Injectable()
export class Purge {
  constructor(
    private readonly images: ImageRepository,
    private readonly shares: ShareRepository,
    private readonly objects: ObjectStore,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(TMP_DIR) private readonly tmpDir: string,
  ) {}

  /** Takes it out of every link, removes the objects, then the row. Never rejects: the picture is gone for everybody already, and upkeep ends what is left here. */
  async finish(row: ImageRow): Promise<void> {
    try {
      await removeImage({ images: this.images, shares: this.shares, objects: this.objects, tmpDir: this.tmpDir }, row);
    } catch (err) {
      this.logger.error({ err, imageId: row.id }, 'a deleted picture could not be removed yet; upkeep will');
    }
  }
}

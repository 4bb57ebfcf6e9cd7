import { Inject, Injectable } from '@nestjs/common';

import type { Image } from '#libs/api/image.js';
import { applyTransition, restore, startPurge, trash, VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import type { Identity } from '#libs/http/identity.js';
import type { Logger } from '#libs/http/log.js';
import { ImageRepository, type ImageCursor } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { changeImage } from '../images/change-image.js';
import { imageJson } from '../images/image-json.js';
import { VariantJobs } from '../images/variant-jobs.js';
import { LOGGER, TMP_DIR } from '../resources/media-resources.js';

/** Images that are read and purged at a time. */
const PAGE = 500;

/** The trash: images go there, come back, or are deleted for good. */
@Injectable()
export class TrashService {
  constructor(
    private readonly images: ImageRepository,
    private readonly shares: ShareRepository,
    private readonly objects: ObjectStore,
    private readonly jobs: VariantJobs,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(TMP_DIR) private readonly tmpDir: string,
  ) {}

  /** Moves an image of the library to the trash. @throws Problem NOT_FOUND, UNAVAILABLE */
  async moveToTrash({ userId: owner }: Identity, id: string): Promise<void> {
    await changeImage(this.images, { owner, id, where: 'library' }, (image) => trash(image, new Date()));
  }

  /** Restores an image from the trash; one that is not in the trash stays as it is. @throws Problem NOT_FOUND, UNAVAILABLE */
  async restore({ userId: owner, userName }: Identity, id: string): Promise<Image> {
    const { row, changed } = await changeImage(this.images, { owner, id, where: 'anywhere' }, (image) =>
      image.deletedAt ? restore(image) : null,
    );
    // An attempt that was running when the image was deleted can no longer publish its variants.
    if (changed && row.state === 'processing') this.jobs.add(row);
    return imageJson(row, userName);
  }

  /** Deletes an image for good, whether it is in the trash or not. @throws Problem NOT_FOUND, UNAVAILABLE */
  async purge({ userId: owner }: Identity, id: string): Promise<void> {
    const { row } = await changeImage(this.images, { owner, id, where: 'anywhere' }, startPurge);
    await this.remove(row);
  }

  /** Deletes for good everything in the trash of the caller. */
  async empty({ userId: owner }: Identity): Promise<void> {
    let before: ImageCursor | undefined;
    do {
      const query = { owner, order: 'added', limit: PAGE, states: VISIBLE, deleted: true } as const;
      const page = await this.images.list({ ...query, ...(before && { before }) });
      before = page.length === PAGE ? page.at(-1) : undefined;
      // The rows of a page first, which hides the images at once. One that another request restored or purged in the meantime is skipped.
      const purging = await Promise.all(page.map((row) => applyTransition(this.images, row.id, startPurge(row))));
      for (const row of purging) if (row) await this.remove(row);
    } while (before);
  }

  /**
   * Removes an image in state `purging` from all shares, then its objects, then its row. Errors are only logged: nobody can see the image
   * any more, and maintenance removes what is left.
   */
  private async remove(row: ImageRow): Promise<void> {
    try {
      await removeImage({ images: this.images, shares: this.shares, objects: this.objects, tmpDir: this.tmpDir }, row);
    } catch (err) {
      this.logger.error({ err, imageId: row.id }, 'a deleted image could not be removed yet; maintenance will remove it');
    }
  }
}

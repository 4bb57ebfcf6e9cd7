import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import type { ImageState } from '#libs/domain/image/image-row.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import type { Logger } from '#libs/http/log.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { CONFIG, LOGGER } from '../resources/worker-resources.module.js';
import { MaintenanceTask, PAGE } from './task.js';

/** States whose images are removed for good. */
const REMOVABLE: readonly ImageState[] = ['purging', 'abandoned'];

/** Removes the objects, and then the rows, of images in `purging` and `abandoned`; some hundreds in a turn. */
@Injectable()
export class RemoveImages extends MaintenanceTask {
  readonly name = 'finish_removals';
  readonly deletesByAge = false;

  constructor(
    private readonly images: ImageRepository,
    private readonly maintenance: ImageMaintenance,
    private readonly shares: ShareRepository,
    private readonly objects: ObjectStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'tmpDir'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async run(): Promise<number> {
    let count = 0;
    for (const state of REMOVABLE) count += await this.removeAll(state);
    return count;
  }

  private async removeAll(state: ImageState): Promise<number> {
    const { images, shares, objects, config } = this;
    let after: string | undefined;
    let count = 0;
    for (;;) {
      const before = count;
      const rows = await this.maintenance.listByState(state, { after, limit: PAGE });
      for (const row of rows) {
        try {
          await removeImage({ images, shares, objects, tmpDir: config.tmpDir }, row);
          count++;
        } catch (err) {
          // One failure must not stop the others, neither in this page nor in the next.
          this.logger.warn({ err, image: row.id }, 'the removal of an image failed; the next turn tries again');
        }
      }
      after = rows.at(-1)?.id;
      // When a whole page fails, the store does not answer.
      if (rows.length < PAGE || count >= PAGE / 2 || count === before) return count;
    }
  }
}

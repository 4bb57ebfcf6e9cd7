import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { isInFlight } from '#libs/domain/drive/in-flight.js';
import { abandon, applyTransition, startPurge } from '#libs/domain/image/transitions.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { CONFIG } from '../resources/worker-resources.module.js';
import { MaintenanceTask, PAGE, secondsAgo } from './task.js';

const DAY_SECONDS = 86_400;

/**
 * Abandons uploads that began before the grace period: their process died. A late commit then fails, and RemoveImages removes the object.
 * An upload that this process is working on is left alone, however slow its disk is.
 */
@Injectable()
export class AbandonUploads extends MaintenanceTask {
  readonly name = 'abandon_uploads';
  readonly deletesByAge = true;

  constructor(
    private readonly images: ImageRepository,
    private readonly maintenance: ImageMaintenance,
    @Inject(CONFIG) private readonly config: Pick<Config, 'graceSeconds'>,
  ) {
    super();
  }

  async run(): Promise<number> {
    const createdBefore = secondsAgo(this.config.graceSeconds);
    const rows = await this.maintenance.listByState('uploading', { createdBefore, limit: PAGE });
    const dead = rows.filter(({ id }) => !isInFlight(id));
    const abandoned = await Promise.all(dead.map((row) => applyTransition(this.images, row.id, abandon({ createdBefore }))));
    return abandoned.filter(Boolean).length;
  }
}

/** Starts the removal of images that were in the trash for TRASH_DAYS. */
@Injectable()
export class EmptyTrash extends MaintenanceTask {
  readonly name = 'empty_trash';
  readonly deletesByAge = true;

  constructor(
    private readonly images: ImageRepository,
    private readonly maintenance: ImageMaintenance,
    @Inject(CONFIG) private readonly config: Pick<Config, 'trashDays'>,
  ) {
    super();
  }

  async run(): Promise<number> {
    const deletedBefore = secondsAgo(this.config.trashDays * DAY_SECONDS);
    const rows = await this.maintenance.listTrash({ deletedBefore, limit: PAGE });
    const purged = await Promise.all(rows.map((row) => applyTransition(this.images, row.id, startPurge(row))));
    return purged.filter(Boolean).length;
  }
}

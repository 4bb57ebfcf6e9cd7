import { Controller, Delete, HttpCode } from '@nestjs/common';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { startPurge, VISIBLE } from '#libs/domain/image/transitions.js';
import { ImageRepository, type ImageCursor } from '#libs/ports/image-repository.js';

import { Purge } from './purge.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

const PAGE = 500;

/** Ends everything that lies in the trash. */
@Controller('api/trash')
export class EmptyTrash {
  constructor(
    private readonly images: ImageRepository,
    private readonly purge: Purge,
  ) {}

  @Needs('write')
  @Delete()
  @HttpCode(204)
  async empty(@Caller() { userId }: Identity): Promise<void> {
    let before: ImageCursor | undefined;
    do {
      const page = await this.page(userId, before);
      before = page.length === PAGE ? page.at(-1) : undefined;
      // All of a page first, so that it is gone for people at once; what another request restored or purged meanwhile is left to it.
      const purging = await Promise.all(page.map((row) => applyTransition(this.images, row.id, startPurge(row))));
      for (const row of purging) if (row) await this.purge.finish(row);
    } while (before);
  }

  private page(owner: string, before: ImageCursor | undefined): Promise<ImageRow[]> {
    return this.images.list({ owner, order: 'added', limit: PAGE, states: VISIBLE, deleted: true, ...(before && { before }) });
  }
}

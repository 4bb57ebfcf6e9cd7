import { setTimeout as delay } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { SizeName } from '#libs/domain/variants.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { BytesService } from '../bytes/bytes.service.js';
import type { PickedSize } from '../bytes/pick-size.js';
import { nothingShared } from './share-access.js';
import { ShareImages } from './share-images.js';

/** Milliseconds between two looks whether a size is ready. */
const LOOK_INTERVAL = 500;

export interface AskedPreview {
  /** undefined: the first image of the share. */
  id: string | undefined;
  size: SizeName;
  exact: boolean;
}

/**
 * Finds what a visitor gets for a size. A link is pasted seconds after its upload, and chats ask for the preview once: until one of the
 * share's sizes is ready, the answer waits.
 */
@Injectable()
export class SharePreview {
  /** Milliseconds to wait for a first size; less in tests. */
  wait = 5_000;

  constructor(
    private readonly images: ShareImages,
    private readonly bytes: BytesService,
  ) {}

  /** Picks the size or its stand-in, only among the share's sizes. @throws Problem NOT_FOUND, NOT_READY */
  async find(
    share: ShareRow,
    { id, size, exact }: AskedPreview,
    visitorGone: () => boolean,
  ): Promise<{ row: ImageRow; picked: PickedSize }> {
    const end = performance.now() + this.wait;
    for (;;) {
      const row = await this.images.findIn(share, id);
      if (!row) throw nothingShared();
      try {
        return { row, picked: await this.bytes.pick(row, size, { exact, among: share.sizes }) };
      } catch (error) {
        const isOnItsWay = error instanceof Problem && error.code === 'NOT_READY' && row.state === 'processing';
        if (exact || !isOnItsWay || performance.now() >= end || visitorGone()) throw error;
      }
      await delay(Math.min(LOOK_INTERVAL, this.wait));
    }
  }
}

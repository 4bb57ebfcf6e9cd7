import { Injectable } from '@nestjs/common';

import type { ImageRow } from '#libs/domain/image/image-row.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage } from '../images/find-image.js';

/*
 * Who may see a transform of an image is decided here, and in shares/share-grants.ts for visitors of a share. Whatever makes images by
 * address (`/i/…`, another syntax) gets a grant first, finds the image by `find`, makes the result, and calls `find` again before it sends
 * anything: the image may have been deleted, the share ended or the key revoked while the result was made.
 */

/** What somebody may see of the images of one owner, and by which right. */
export interface Grant {
  owner: string;
  /**
   * The image as it is now, while it may be seen. Each call checks everything again.
   * @throws Problem NOT_FOUND, the same for what is not there, is another's, is in the trash, and for a right that ended
   */
  find(id: string): Promise<ImageRow>;
  /** The longest side in pixels of what may be seen of an image; null: all of it. */
  longest: number | null;
  /** Whether only presets may be applied, and no other modifiers. */
  isPresetOnly: boolean;
  /** Cache-Control of an answer to a visitor, for now; null: the owner asks. Visitors have limits of their own. */
  visitorCache: (() => string) | null;
  /** The path under which the addresses of this grant are, `/i/`. */
  folder: string;
}

/** Makes the grants of owners. */
@Injectable()
export class Grants {
  constructor(private readonly images: ImageRepository) {}

  /** Everything of one's own images outside the trash. The route has checked the caller and the scope `read`. */
  ofOwner(owner: string): Grant {
    return {
      owner,
      find: (id) => findImage(this.images, owner, id, 'library'),
      longest: null,
      isPresetOnly: false,
      visitorCache: null,
      folder: '/i/',
    };
  }
}

import { Injectable } from '@nestjs/common';

import { longestOf } from '#libs/domain/variants.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import type { Grant } from '../transforms/grants.js';
import { nothingShared, ShareAccess } from './share-access.js';
import { ShareImages } from './share-images.js';

/** Makes the grants of visitors of shares. */
@Injectable()
export class ShareGrants {
  constructor(
    private readonly access: ShareAccess,
    private readonly images: ShareImages,
  ) {}

  /**
   * Presets of the images that a share shows, no larger than its sizes.
   * @param proof that the visitor knows the password (header `x-share-proof`)
   * @throws Problem NOT_FOUND, PASSWORD_NEEDED, as `find` of the grant
   */
  async open(token: string, proof: string | undefined): Promise<Grant> {
    const share = await this.access.open(token, proof);
    const cache = cacheOf(share);
    const find = async (id: string) => {
      const row = await this.images.findIn(await this.access.open(token, proof), id);
      if (!row) throw nothingShared();
      return row;
    };
    return {
      owner: share.owner,
      find,
      longest: longestOf(share.sizes),
      isPresetOnly: true,
      visitorCache: () => cache,
      folder: `/p/${token}/i/`,
    };
  }
}

/** Cache-Control of what a share shows. */
export function cacheOf({ passwordHash }: ShareRow): string {
  return passwordHash === null ? 'public, max-age=60' : 'private, max-age=60';
}

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { SharedBytesQuery } from '#libs/api/share.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { parseAddress, type ImageAddress } from '#libs/domain/transform/address.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import type { Presets } from '#libs/domain/transform/presets.js';
import { VARIANTS } from '#libs/domain/variants.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { PRESETS } from '../resources/media-resources.js';
import { TransformsService } from '../transforms/transforms.service.js';
import { nothingShared } from './share-access.js';
import { ShareImages } from './share-images.js';

export interface AskedPreset {
  /** The last segment of the path: `01k….hero.webp`. */
  address: string;
  /** The network address of the visitor. */
  client: string;
  query: SharedBytesQuery;
  /** Cache-Control of an answer. */
  cache: string;
  /** The share as it is later, if the visitor may still see it. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  reopen: () => Promise<ShareRow>;
}

/** The images of a share by the presets of the drive, no larger than the sizes that the share gives. */
@Injectable()
export class SharedTransforms {
  constructor(
    private readonly images: ShareImages,
    private readonly transforms: TransformsService,
    @Inject(PRESETS) private readonly presets: Presets,
  ) {}

  /** @throws Problem NOT_FOUND for whatever the share does not include, other modifiers among it; and as TransformsService.send */
  async send(request: FastifyRequest, reply: FastifyReply, share: ShareRow, asked: AskedPreset): Promise<void> {
    const { address, client, cache, query } = asked;
    const image = this.read(address);
    const find = async (of: ShareRow): Promise<ImageRow> => {
      const row = await this.images.findIn(of, image.id);
      if (!row) throw nothingShared();
      return row;
    };
    await this.transforms.send(request, reply, {
      asked: image,
      row: await find(share),
      client,
      longest: longestOf(share),
      again: async () => find(await asked.reopen()),
      query: { v: undefined, download: query.download },
      shared: cache,
    });
  }

  private read(address: string): ImageAddress {
    try {
      const image = parseAddress(address, this.presets);
      if (image.preset !== null) return image;
    } catch (error) {
      if (!(error instanceof BadTransform)) throw error;
    }
    throw nothingShared();
  }
}

/** The longest side of what a share gives; null: any. */
function longestOf({ sizes }: ShareRow): number | null {
  const sides = sizes.map((size) => (size === 'o' ? Infinity : VARIANTS[size].longestSide));
  const longest = Math.max(...sides);
  return Number.isFinite(longest) ? longest : null;
}

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { SharedBytesQuery } from '#libs/api/share.js';
import type { ImageAddress } from '#libs/domain/transform/address.js';

import type { Grant } from '../transforms/grants.js';
import { TransformsService } from '../transforms/transforms.service.js';
import { nothingShared } from './share-access.js';
import { ShareGrants } from './share-grants.js';

export interface AskedPreset {
  /** The last segment of the path: `01k….hero.webp`. */
  address: string;
  /** The network address of the visitor. */
  client: string;
  query: SharedBytesQuery;
  token: string;
  proof: string | undefined;
}

/** The images of a share by presets, no larger than the sizes that the share gives. */
@Injectable()
export class SharedTransforms {
  constructor(
    private readonly grants: ShareGrants,
    private readonly transforms: TransformsService,
  ) {}

  /** @throws Problem NOT_FOUND for whatever the share does not include, other modifiers among it; and as TransformsService.send */
  async send(request: FastifyRequest, reply: FastifyReply, { address, client, query, token, proof }: AskedPreset): Promise<void> {
    const grant = await this.grants.open(token, proof);
    const asked = await this.read(grant, address);
    await this.transforms.send(request, reply, { grant, asked, client, query: { v: undefined, download: query.download } });
  }

  private async read(grant: Grant, address: string): Promise<ImageAddress> {
    try {
      return await this.transforms.read(grant, address);
    } catch (error) {
      if (error instanceof Problem && error.code === 'BAD_TRANSFORM') throw nothingShared();
      throw error;
    }
  }
}

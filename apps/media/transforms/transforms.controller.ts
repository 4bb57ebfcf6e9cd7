import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { EXTENSIONS, modifierList, TransformQuery, type Transforms } from '#libs/api/transform.js';
import { MAX_MODIFIERS, MAX_PIXELS, MAX_SIDE } from '#libs/domain/transform/modifiers.js';
import type { Presets } from '#libs/domain/transform/presets.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { PRESETS } from '../resources/media-resources.js';
import { Grants } from './grants.js';
import { TransformsService } from './transforms.service.js';

/** Images as their addresses say, and what an address may say. */
@Controller()
export class TransformsController {
  constructor(
    private readonly grants: Grants,
    private readonly transforms: TransformsService,
    @Inject(PRESETS) private readonly presets: Presets,
  ) {}

  @Needs('read')
  @Get('i/:address')
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() { userId: owner }: Identity,
    @ClientAddress() client: string,
    @Param() { address }: { address: string },
    @Query({ schema: TransformQuery }) query: TransformQuery,
  ): Promise<void> {
    const grant = this.grants.ofOwner(owner);
    const asked = await this.transforms.read(grant, address);
    await this.transforms.send(request, reply, { grant, asked, client, query });
  }

  @Needs('read')
  @Get('api/transforms')
  list(): Transforms {
    const presets = [...this.presets].map(([name, modifiers]) => ({ name, modifiers }));
    return {
      modifiers: modifierList(),
      presets,
      formats: [...EXTENSIONS],
      maxModifiers: MAX_MODIFIERS,
      maxSide: MAX_SIDE,
      maxPixels: MAX_PIXELS,
    };
  }
}

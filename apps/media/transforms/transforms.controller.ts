import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { EXTENSIONS, modifierList, TransformQuery, type Transforms } from '#libs/api/transform.js';
import { MAX_MODIFIERS, MAX_PIXELS, MAX_SIDE } from '#libs/domain/transform/modifiers.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { PresetsService } from '../presets/presets.service.js';
import { Grants } from './grants.js';
import { TransformsService } from './transforms.service.js';

/** Images as their addresses say, and what an address may say. */
@Controller()
export class TransformsController {
  constructor(
    private readonly grants: Grants,
    private readonly transforms: TransformsService,
    private readonly presets: PresetsService,
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
  async list(@Caller() { userId }: Identity): Promise<Transforms> {
    const presets = [...(await this.presets.of(userId))].map(([name, modifiers]) => ({ name, modifiers }));
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

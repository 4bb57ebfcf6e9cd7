import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Written } from '#libs/domain/iiif/image-request.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Caller, type Identity, Needs } from '#libs/http/identity.js';

import { Grants } from '../transforms/grants.js';
import { IiifService, type Served } from './iiif.service.js';

/** The caller's images by the IIIF Image API. */
@Controller('iiif/3/:identifier')
export class IiifController {
  constructor(
    private readonly iiif: IiifService,
    private readonly grants: Grants,
  ) {}

  @Needs('read')
  @Get('info.json')
  async information(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() caller: Identity,
    @ClientAddress() client: string,
    @Param() { identifier: id }: { identifier: string },
    @Headers('x-drive-address') drive: string | undefined,
  ): Promise<void> {
    await this.iiif.sendInformation(request, reply, await this.served(caller, client, id, drive));
  }

  @Needs('read')
  @Get(':region/:size/:rotation/:file')
  async image(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() caller: Identity,
    @ClientAddress() client: string,
    @Param() { identifier: id, ...written }: Written & { identifier: string },
    @Headers('x-drive-address') drive: string | undefined,
  ): Promise<void> {
    await this.iiif.sendImage(request, reply, await this.served(caller, client, id, drive), written);
  }

  /** @throws Problem NOT_FOUND */
  private async served({ userId: owner }: Identity, client: string, id: string, drive = ''): Promise<Served> {
    const grant = this.grants.ofOwner(owner);
    return { access: { grant, row: await grant.find(id), client }, base: `${drive}/iiif/3/${id}` };
  }
}

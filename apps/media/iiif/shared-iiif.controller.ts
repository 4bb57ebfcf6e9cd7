import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Written } from '#libs/domain/iiif/image-request.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';

import { damagedForVisitors, isHidden, nothingShared } from '../shares/share-access.js';
import { ShareGrants } from '../shares/share-grants.js';
import { IiifService, type Served } from './iiif.service.js';

interface Address {
  token: string;
  id: string;
}

interface Visitor {
  proof: string | undefined;
  client: string;
  drive: string | undefined;
}

/** The images of a share by the IIIF Image API, as large as the share gives them. */
@Controller('shared/:token/iiif/:id')
export class SharedIiifController {
  constructor(
    private readonly iiif: IiifService,
    private readonly grants: ShareGrants,
  ) {}

  @Public()
  @Get('info.json')
  async information(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() address: Address,
    @ClientAddress() client: string,
    @Headers('x-share-proof') proof: string | undefined,
    @Headers('x-drive-address') drive: string | undefined,
  ): Promise<void> {
    await hiding(async () => this.iiif.sendInformation(request, reply, await this.served(address, { proof, client, drive })));
  }

  @Public()
  @Get(':region/:size/:rotation/:file')
  async image(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { token, id, ...written }: Written & Address,
    @ClientAddress() client: string,
    @Headers('x-share-proof') proof: string | undefined,
    @Headers('x-drive-address') drive: string | undefined,
  ): Promise<void> {
    await hiding(async () => this.iiif.sendImage(request, reply, await this.served({ token, id }, { proof, client, drive }), written));
  }

  /** @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  private async served({ token, id }: Address, { proof, client, drive = '' }: Visitor): Promise<Served> {
    const grant = await this.grants.open(token, proof);
    return { access: { grant, row: await grant.find(id), client }, base: `${drive}/iiif/3/${token}~${id}` };
  }
}

async function hiding(send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    throw isHidden(error) ? nothingShared() : damagedForVisitors(error);
  }
}

import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ClientAddress } from '#libs/http/client-address.js';
import { Caller, type Identity, Needs, Public } from '#libs/http/identity.js';

import { noSuchImage } from '../images/find-image.js';
import { isHidden, nothingShared } from '../shares/share-access.js';
import { CollectionsService } from './collections.service.js';

/** Albums of the caller, and shares, as manifests. A page is a number counted from 1. */
@Controller()
export class CollectionsController {
  constructor(private readonly collections: CollectionsService) {}

  @Needs('read')
  @Get(['iiif/3/collection/:collection', 'iiif/3/collection/:collection/:page'])
  async album(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Caller() { userId: owner }: Identity,
    @Param() { collection: album, page }: { collection: string; page?: string },
    @Headers('x-drive-address') drive = '',
  ): Promise<void> {
    await this.collections.sendAlbum(request, reply, { owner, album, page: pageNumber(page), drive });
  }

  @Public()
  @Get(['shared/:token/collection', 'shared/:token/collection/:page'])
  async share(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { token, page }: { token: string; page?: string },
    @ClientAddress() client: string,
    @Headers('x-share-proof') proof: string | undefined,
    @Headers('x-drive-address') drive = '',
  ): Promise<void> {
    try {
      await this.collections.sendShare(request, reply, { token, proof, client, page: pageNumber(page), drive });
    } catch (error) {
      throw isHidden(error) ? nothingShared() : error;
    }
  }
}

/** @throws Problem NOT_FOUND */
function pageNumber(page: string | undefined): number | null {
  if (page === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(page)) throw noSuchImage();
  return Number(page);
}

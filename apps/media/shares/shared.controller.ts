import { Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';

import { SharedPageQuery, UnlockRequest, type OpenedPicture, type OpenedShare, type Unlocked } from '#libs/api/share.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody, WITHOUT_LOG_IN } from '#libs/http/json-body.js';

import { ShareAccess } from './share-access.js';
import { SharedService } from './shared.service.js';

/** Shares for visitors. The gateway renders the pages; these routes cannot be reached from outside. */
@Public()
@Controller('shared/:token')
export class SharedController {
  constructor(
    private readonly shared: SharedService,
    private readonly access: ShareAccess,
  ) {}

  @Get()
  page(
    @Param('token') token: string,
    @Headers('x-share-proof') proof: string | undefined,
    @ClientAddress() address: string,
    @Query({ schema: SharedPageQuery }) { page }: SharedPageQuery,
  ): Promise<OpenedShare> {
    return this.shared.page(token, proof, address, page);
  }

  @Post('open')
  @HttpCode(200)
  visit(
    @Param('token') token: string,
    @Headers('x-share-proof') proof: string | undefined,
    @ClientAddress() address: string,
  ): Promise<OpenedShare> {
    return this.shared.visit(token, proof, address);
  }

  @Post('unlock')
  @HttpCode(200)
  unlock(
    @Param('token') token: string,
    @ClientAddress() address: string,
    @JsonBody(UnlockRequest, WITHOUT_LOG_IN) { password }: UnlockRequest,
  ): Promise<Unlocked> {
    return this.access.unlock(token, password, address);
  }

  @Get(':image')
  image(
    @Param('token') token: string,
    @Param('image') id: string,
    @Headers('x-share-proof') proof: string | undefined,
    @ClientAddress() address: string,
  ): Promise<OpenedPicture> {
    return this.shared.image(token, proof, address, id);
  }
}

import { Controller, Delete, HttpCode, Param } from '@nestjs/common';

import { IMAGE_ID } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { noSuchShare } from './find-share.js';

/** Ends a link. Media looks at every request anew, so the next one finds nothing, whichever gateway it came by. */
@Controller('api/shares/:id')
export class EndShare {
  constructor(private readonly shares: ShareRepository) {}

  @Needs('share')
  @Delete()
  @HttpCode(204)
  async end(@Caller() { userId }: Identity, @Param('id') id: string): Promise<void> {
    if (!IMAGE_ID.test(id) || !(await this.shares.remove(userId, id))) throw noSuchShare();
  }
}

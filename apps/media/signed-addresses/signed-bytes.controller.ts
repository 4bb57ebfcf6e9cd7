import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import { SignedQuery } from '#libs/api/signed-address.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';

import { noSuchImage } from '../images/find-image.js';
import { SignedTransforms } from './signed-transforms.js';

/** Visitors can't bring back an original. */
const DAMAGED = 'The original of this picture is missing or damaged. Tell the person who gave you the address.';

/** Images for everybody who has an address that their owner signed. The gateway sends requests with a signature here. */
@Controller('signed/i/:address')
export class SignedBytesController {
  constructor(private readonly transforms: SignedTransforms) {}

  @Public()
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @ClientAddress() client: string,
    @Param() { address }: { address: string },
    @Query({ schema: SignedQuery }) query: SignedQuery,
  ): Promise<void> {
    try {
      await this.transforms.send(request, reply, { address, client, query });
    } catch (error) {
      if (error instanceof Problem && error.code === 'CORRUPT') throw new Problem('CORRUPT', DAMAGED, { cause: error });
      // The original, which is what is left of it, is not for visitors.
      if (error instanceof Problem && error.code === 'NOT_READY') throw noSuchImage();
      throw error;
    }
  }
}

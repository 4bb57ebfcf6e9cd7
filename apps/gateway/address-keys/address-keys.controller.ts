import { Controller, Delete, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { AddressKeyMade } from '#libs/api/signed-address.js';
import { readJson } from '#libs/http/json-body.js';

import { Sessions } from '../sessions/sessions.js';
import { AddressKeys } from './address-keys.js';

/** The changes of keys by the API. The list is forwarded like any other route. */
@Controller('api/signing-keys')
export class AddressKeysController {
  constructor(
    private readonly sessions: Sessions,
    private readonly keys: AddressKeys,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AddressKeyMade> {
    const caller = await this.sessions.require(request);
    return this.keys.create({ request, caller }, await readJson(request, reply, z.unknown()));
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@Req() request: FastifyRequest, @Param('id') id: string): Promise<void> {
    await this.keys.revoke({ request, caller: await this.sessions.require(request) }, id);
  }
}

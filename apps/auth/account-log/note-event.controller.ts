import { Controller, HttpCode, Post } from '@nestjs/common';

import { NotedEvent } from '#libs/api/account.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { FromClient, type Client } from '../client/client.js';
import { AccountEvents } from './account-log.service.js';

/** What the caller did to the account at media, told by the gateway. Not reachable from outside. */
@Needs('account')
@Controller('account-log')
export class NoteEventController {
  constructor(private readonly events: AccountEvents) {}

  @Post()
  @HttpCode(204)
  async note(
    @Caller() { userId }: Identity,
    @JsonBody(NotedEvent) { what, detail }: NotedEvent,
    @FromClient() client: Client,
  ): Promise<void> {
    await this.events.note(userId, what, client, detail);
  }
}

import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { decodeEventCursor } from './event-cursor.js';
import { Feeds } from './feeds.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Says to a proxy in front (nginx) that it must not wait for more.
  'x-accel-buffering': 'no',
} as const;

/** What changes among the caller's pictures, as it happens. The gateway ends it with the session. */
@Controller('api/events')
export class GetEvents {
  constructor(private readonly feeds: Feeds) {}

  @Needs('read')
  @Get()
  async listen(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Caller() { userId, userName }: Identity): Promise<void> {
    if (request.method === 'HEAD') return void (await reply.headers(HEADERS).send());
    const last = request.headers['last-event-id'];
    // EventSource sends none where there was none; an empty one says the same.
    const since = last ? decodeEventCursor(String(last), Date.now()) : undefined;
    const { stream } = await this.feeds.listen(userId, userName, since);
    if (reply.raw.destroyed) return void stream.destroy();
    await reply.headers(HEADERS).send(stream);
  }
}

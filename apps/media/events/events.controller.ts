import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { EventsService } from './events.service.js';

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Tells a reverse proxy (nginx) not to buffer.
  'x-accel-buffering': 'no',
} as const;

/** Changes of the caller's images as server-sent events. The gateway ends the stream with the session. */
@Controller('api/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Needs('read')
  @Get()
  async listen(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Caller() caller: Identity): Promise<void> {
    if (request.method === 'HEAD') return void (await reply.headers(HEADERS).send());
    const lastEventId = request.headers['last-event-id'];
    // An empty one means the same as none, as in EventSource.
    const { stream } = await this.events.listen(caller, lastEventId ? String(lastEventId) : undefined);
    if (reply.raw.destroyed) return void stream.destroy();
    await reply.headers(HEADERS).send(stream);
  }
}

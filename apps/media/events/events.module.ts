import { Module } from '@nestjs/common';

import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';

/** Server-sent events about changes of the caller's images. */
@Module({ controllers: [EventsController], providers: [EventsService] })
export class EventsModule {}

import { Module } from '@nestjs/common';

import { Feeds } from './feeds.js';
import { GetEvents } from './get-events.js';

/** Server-sent events about changes of the caller's images. */
@Module({ controllers: [GetEvents], providers: [Feeds] })
export class EventsModule {}

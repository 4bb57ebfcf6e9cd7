import { Module } from '@nestjs/common';

import { AccountLogController } from './account-log.controller.js';
import { AccountEvents } from './account-log.service.js';
import { NoteEventController } from './note-event.controller.js';

/** The log of log-ins and changes of each account. */
@Module({ controllers: [AccountLogController, NoteEventController], providers: [AccountEvents], exports: [AccountEvents] })
export class AccountLogModule {}

import { Global, Module } from '@nestjs/common';

import { EventStreams } from './event-streams.js';
import { ForwardController } from './forward.controller.js';
import { ForwardService } from './forward.service.js';
import { IiifController } from './iiif.controller.js';
import { PasswordController } from './password.controller.js';

/** Global: some pages forward a request too (upload form, thumbnails of the trash, images of a share). */
@Global()
@Module({
  controllers: [PasswordController, ForwardController, IiifController],
  providers: [EventStreams, ForwardService],
  exports: [ForwardService],
})
export class ForwardModule {}

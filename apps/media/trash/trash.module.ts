import { Module } from '@nestjs/common';

import { BytesModule } from '../bytes/bytes.module.js';
import { ImagesModule } from '../images/images.module.js';
import { TrashController } from './trash.controller.js';
import { TrashService } from './trash.service.js';
import { TrashedBytesController } from './trashed-bytes.controller.js';

/** The trash: images are moved there, restored, or deleted for good. */
@Module({
  imports: [BytesModule, ImagesModule],
  controllers: [TrashController, TrashedBytesController],
  providers: [TrashService],
  exports: [TrashService],
})
export class TrashModule {}

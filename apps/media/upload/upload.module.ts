import { Module } from '@nestjs/common';

import { ImagesModule } from '../images/images.module.js';
import { BodyReceiver } from './body-receiver.js';
import { CommitUpload } from './commit-upload.js';
import { Duplicates } from './duplicates.js';
import { HealOriginal } from './heal-original.js';
import { UploadController } from './upload.controller.js';
import { UploadService } from './upload.service.js';

/** Uploads: one image as a whole body, or many in a form. */
@Module({
  imports: [ImagesModule],
  controllers: [UploadController],
  providers: [UploadService, BodyReceiver, CommitUpload, Duplicates, HealOriginal],
  exports: [UploadService],
})
export class UploadModule {}

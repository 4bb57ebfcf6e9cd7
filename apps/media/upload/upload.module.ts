import { Module } from '@nestjs/common';

import { ImagesModule } from '../images/images.module.js';
import { BodyReceiver } from './body-receiver.js';
import { CommitUpload } from './commit-upload.js';
import { DriveCheck } from './drive-check.js';
import { UploadController } from './upload.controller.js';
import { UploadService } from './upload.service.js';

/** Uploads: one image as a whole body, or many in a form. */
@Module({
  imports: [ImagesModule],
  controllers: [UploadController],
  providers: [UploadService, DriveCheck, BodyReceiver, CommitUpload],
  exports: [UploadService],
})
export class UploadModule {}

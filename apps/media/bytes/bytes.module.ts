import { Module } from '@nestjs/common';

import { ImagesModule } from '../images/images.module.js';
import { BytesController } from './bytes.controller.js';
import { BytesService } from './bytes.service.js';
import { OriginalReader } from './original-reader.js';
import { VariantReader } from './variant-reader.js';
import { ZipController } from './zip.controller.js';
import { ZipEntries } from './zip-entries.js';

/** The bytes of images: one at a time, or many as a zip file. */
@Module({
  imports: [ImagesModule],
  controllers: [BytesController, ZipController],
  providers: [BytesService, OriginalReader, VariantReader, ZipEntries],
  exports: [BytesService],
})
export class BytesModule {}

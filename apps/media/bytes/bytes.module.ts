import { Module } from '@nestjs/common';

import { BytesController } from './bytes.controller.js';
import { BytesService } from './bytes.service.js';
import { ZipController } from './zip.controller.js';

/** The bytes of images: one at a time, or many as a zip file. */
@Module({ controllers: [BytesController, ZipController], providers: [BytesService], exports: [BytesService] })
export class BytesModule {}

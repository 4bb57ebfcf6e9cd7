import { Module } from '@nestjs/common';

import { DownloadZip } from './download-zip.js';
import { GetBytes } from './get-bytes.js';

/** The bytes of images: one at a time, or many as a zip file. */
@Module({ controllers: [GetBytes, DownloadZip] })
export class BytesModule {}

import { Module } from '@nestjs/common';

import { ImagesModule } from '../images/images.module.js';
import { TrashModule } from '../trash/trash.module.js';
import { BulkImages } from './bulk-images.js';
import { GetImage } from './get-image.js';
import { GetMonths } from './get-months.js';
import { GetNeighbours } from './get-neighbours.js';
import { GetUsage } from './get-usage.js';
import { KnownImages } from './known-images.js';
import { ListImages } from './list-images.js';
import { PatchImage } from './patch-image.js';
import { RetryImage } from './retry-image.js';

/** The images of a caller: lists, search, one image and its neighbours, changes, usage. */
@Module({
  imports: [ImagesModule, TrashModule],
  controllers: [ListImages, BulkImages, GetMonths, GetImage, GetNeighbours, KnownImages, PatchImage, RetryImage, GetUsage],
})
export class LibraryModule {}

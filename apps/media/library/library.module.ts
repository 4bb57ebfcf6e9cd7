import { Module } from '@nestjs/common';

import { ImagesModule } from '../images/images.module.js';
import { TrashModule } from '../trash/trash.module.js';
import { BulkService } from './bulk.service.js';
import { LibraryController } from './library.controller.js';
import { LibraryService } from './library.service.js';

/** The images of the caller: lists, search, one image and its neighbours, changes, usage. */
@Module({
  imports: [ImagesModule, TrashModule],
  controllers: [LibraryController],
  providers: [LibraryService, BulkService],
})
export class LibraryModule {}

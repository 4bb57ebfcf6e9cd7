import { Module } from '@nestjs/common';

import { ImagesModule } from '../images/images.module.js';
import { DeleteImage } from './delete-image.js';
import { EmptyTrash } from './empty-trash.js';
import { GetTrashedBytes } from './get-trashed-bytes.js';
import { Purge } from './purge.js';
import { RestoreImage } from './restore-image.js';

/** The trash: moving images there, restoring them, deleting them for good. */
@Module({
  imports: [ImagesModule],
  controllers: [DeleteImage, RestoreImage, EmptyTrash, GetTrashedBytes],
  providers: [DeleteImage, RestoreImage, Purge],
  exports: [DeleteImage, RestoreImage],
})
export class TrashModule {}

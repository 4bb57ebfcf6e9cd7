import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { innerGuard, innerJwtStrategy } from '#libs/http/inner-jwt.js';
import { HotPictures } from '#libs/images/hot-pictures.js';
import { DecoderPool } from '#libs/imaging/decoder/pool.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { JobQueue } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { Health } from './health.js';
import { GetImage } from './library/get-image.js';
import { ListImages } from './library/list-images.js';
import { PatchImage } from './library/patch-image.js';
import { RetryImage } from './library/retry-image.js';
import { LOGGER, type MediaResources } from './media-resources.js';
import { keysOf } from './signing-keys.js';
import { SizesJobs } from './sizes-jobs.js';
import { DeleteImage } from './trash/delete-image.js';
import { EmptyTrash } from './trash/empty-trash.js';
import { GetTrashedBytes } from './trash/get-trashed-bytes.js';
import { Purge } from './trash/purge.js';
import { RestoreImage } from './trash/restore-image.js';
import { KeepImage } from './upload/keep-image.js';
import { Receiver } from './upload/receiver.js';
import { UploadImages } from './upload/upload-images.js';
import { GetBytes } from './view/get-bytes.js';

const LIBRARY = [ListImages, GetImage, PatchImage, RetryImage];
const TRASH = [DeleteImage, RestoreImage, EmptyTrash, GetTrashedBytes];

@Module({})
export class MediaModule {
  static with({ config, images, objects, queue, decoder, hot, logger }: MediaResources): DynamicModule {
    return {
      module: MediaModule,
      controllers: [UploadImages, ...LIBRARY, GetBytes, ...TRASH, Health],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: ImageRepository, useValue: images },
        { provide: ObjectStore, useValue: objects },
        { provide: JobQueue, useValue: queue },
        { provide: DecoderPool, useValue: decoder },
        ...(hot ? [{ provide: HotPictures, useValue: hot }] : []),
        { provide: Receiver, useValue: new Receiver(config) },
        { provide: APP_GUARD, useClass: innerGuard('media') },
        innerJwtStrategy('media', keysOf(config.authUrl)),
        SizesJobs,
        KeepImage,
        Purge,
      ],
    };
  }
}

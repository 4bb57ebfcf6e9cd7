import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits } from '#libs/accounts/rate-limits.js';
import { Health } from '#libs/http/health.js';
import { innerGuard, innerJwtStrategy } from '#libs/http/inner-jwt.js';
import { Readiness } from '#libs/http/readiness.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { JobQueue } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { AlbumsController } from './albums/albums.controller.js';
import { AlbumsService } from './albums/albums.service.js';
import { Feeds } from './events/feeds.js';
import { GetEvents } from './events/get-events.js';
import { BulkImages } from './library/bulk-images.js';
import { GetUsage } from './library/get-usage.js';
import { GetImage } from './library/get-image.js';
import { GetMonths } from './library/get-months.js';
import { GetNeighbours } from './library/get-neighbours.js';
import { KnownImages } from './library/known-images.js';
import { ListImages } from './library/list-images.js';
import { PatchImage } from './library/patch-image.js';
import { RetryImage } from './library/retry-image.js';
import { LOGGER, QUOTA, TMP_DIR, type MediaResources } from './media-resources.js';
import { EndShare } from './share/end-share.js';
import { GetShare } from './share/get-share.js';
import { GetSharedBytes } from './share/get-shared-bytes.js';
import { ListShares } from './share/list-shares.js';
import { MakeShare } from './share/make-share.js';
import { OpenShare } from './share/open-share.js';
import { PatchShare } from './share/patch-share.js';
import { PreviewShare } from './share/preview-share.js';
import { ShareDoor } from './share/share-door.js';
import { ShareImages } from './share/share-images.js';
import { ShareJson } from './share/share-json.js';
import { UnlockShare } from './share/unlock-share.js';
import { UploadAndShare } from './share/upload-and-share.js';
import { keysOf } from './signing-keys.js';
import { SizesJobs } from './sizes-jobs.js';
import { DeleteImage } from './trash/delete-image.js';
import { EmptyTrash } from './trash/empty-trash.js';
import { GetTrashedBytes } from './trash/get-trashed-bytes.js';
import { Purge } from './trash/purge.js';
import { RestoreImage } from './trash/restore-image.js';
import { DriveCheck } from './upload/drive-check.js';
import { IntoAlbum } from './upload/into-album.js';
import { KeepImage } from './upload/keep-image.js';
import { Receiver } from './upload/receiver.js';
import { TakeIn } from './upload/take-in.js';
import { UploadImages } from './upload/upload-images.js';
import { GetBytes } from './view/get-bytes.js';
import { DownloadZip } from './zip/download-zip.js';

const LIBRARY = [ListImages, BulkImages, GetMonths, GetImage, GetNeighbours, KnownImages, PatchImage, RetryImage, GetUsage];
const SHARE = [MakeShare, ListShares, PreviewShare, UploadAndShare, GetShare, PatchShare, EndShare];
/** For whoever has the link. */
const SHARED = [OpenShare, UnlockShare, GetSharedBytes];
const TRASH = [DeleteImage, RestoreImage, EmptyTrash, GetTrashedBytes];

@Module({})
export class MediaModule {
  static with({ config, images, albums, shares, objects, queue, decoder, hot, logger }: MediaResources): DynamicModule {
    // The queue is no part of it: uploads are kept without it.
    const needs = {
      'the database of pictures': () => Promise.all([images.check(), shares.check()]),
      'the object store': () => objects.check(),
    };
    return {
      module: MediaModule,
      controllers: [UploadImages, ...LIBRARY, AlbumsController, GetBytes, DownloadZip, ...SHARE, ...SHARED, ...TRASH, GetEvents, Health],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: TMP_DIR, useValue: config.tmpDir },
        { provide: QUOTA, useValue: config.userQuotaBytes ?? null },
        { provide: Readiness, useValue: new Readiness(needs, logger) },
        { provide: ImageRepository, useValue: images },
        { provide: AlbumRepository, useValue: albums },
        { provide: ShareRepository, useValue: shares },
        { provide: ObjectStore, useValue: objects },
        { provide: JobQueue, useValue: queue },
        { provide: Decoder, useValue: decoder },
        ...(hot ? [{ provide: VariantCache, useValue: hot }] : []),
        { provide: Receiver, useValue: new Receiver(config, objects) },
        { provide: DriveCheck, useValue: new DriveCheck({ images, objects, tmpDir: config.tmpDir }) },
        { provide: APP_GUARD, useClass: innerGuard('media') },
        innerJwtStrategy('media', keysOf(config.authUrl)),
        { provide: RateLimits, useValue: new RateLimits(shares) },
        PasswordHasher,
        AlbumsService,
        ShareDoor,
        ShareImages,
        ShareJson,
        SizesJobs,
        Feeds,
        // The very methods that answer the single calls also serve bulk.
        DeleteImage,
        RestoreImage,
        KeepImage,
        IntoAlbum,
        TakeIn,
        Purge,
      ],
    };
  }
}

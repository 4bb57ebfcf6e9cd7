import { Module, type DynamicModule } from '@nestjs/common';

import { Decoder } from '#libs/imaging/decoder/decoder.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { JobQueue } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { ShareRepository } from '#libs/ports/share-repository.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { LOGGER, MAX_UPLOAD_BYTES, QUOTA, TMP_DIR, type MediaResources } from './media-resources.js';

/** Gives every feature module the opened ports, the decoder, the variant cache, the logger and the settings. */
@Module({})
export class MediaResourcesModule {
  static with({ config, images, albums, shares, objects, queue, decoder, variantCache, logger }: MediaResources): DynamicModule {
    const providers = [
      { provide: ImageRepository, useValue: images },
      { provide: AlbumRepository, useValue: albums },
      { provide: ShareRepository, useValue: shares },
      { provide: ObjectStore, useValue: objects },
      { provide: JobQueue, useValue: queue },
      { provide: Decoder, useValue: decoder },
      ...(variantCache ? [{ provide: VariantCache, useValue: variantCache }] : []),
      { provide: LOGGER, useValue: logger },
      { provide: TMP_DIR, useValue: config.tmpDir },
      { provide: MAX_UPLOAD_BYTES, useValue: config.maxUploadBytes },
      { provide: QUOTA, useValue: config.userQuotaBytes ?? null },
    ];
    return { module: MediaResourcesModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}

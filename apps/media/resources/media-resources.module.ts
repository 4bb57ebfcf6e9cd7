import { Module, type DynamicModule } from '@nestjs/common';

import { Decoder } from '#libs/imaging/decoder/decoder.js';
import { AddressKeyRepository } from '#libs/ports/address-key-repository.js';
import { AlbumRepository } from '#libs/ports/album-repository.js';
import { MediaDatabase } from '#libs/ports/databases.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { JobQueue } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { PresetRepository } from '#libs/ports/preset-repository.js';
import { QuotaRepository } from '#libs/ports/quota-repository.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';
import { ShareRepository } from '#libs/ports/share-repository.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { LOGGER, MAX_UPLOAD_BYTES, METRICS, PRESETS, QUOTA, TMP_DIR, type MediaResources } from './media-resources.js';

/** Gives every feature module the opened ports, the decoder, the variant cache, the logger and the settings. */
@Module({})
export class MediaResourcesModule {
  static with({ config, database, objects, queue, decoder, variantCache, logger, metrics }: MediaResources): DynamicModule {
    const providers = [
      { provide: MediaDatabase, useValue: database },
      { provide: ImageRepository, useValue: database.images },
      { provide: AlbumRepository, useValue: database.albums },
      { provide: ShareRepository, useValue: database.shares },
      { provide: AddressKeyRepository, useValue: database.addressKeys },
      { provide: PresetRepository, useValue: database.presets },
      { provide: QuotaRepository, useValue: database.quotas },
      { provide: DriveRepository, useValue: database.drive },
      { provide: ImageMaintenance, useValue: database.maintenance },
      { provide: RateLimitRepository, useValue: database.rateLimits },
      { provide: ObjectStore, useValue: objects },
      { provide: JobQueue, useValue: queue },
      { provide: Decoder, useValue: decoder },
      ...(variantCache ? [{ provide: VariantCache, useValue: variantCache }] : []),
      { provide: LOGGER, useValue: logger },
      { provide: METRICS, useValue: metrics ?? null },
      { provide: TMP_DIR, useValue: config.tmpDir },
      { provide: MAX_UPLOAD_BYTES, useValue: config.maxUploadBytes },
      { provide: PRESETS, useValue: config.presets },
      { provide: QUOTA, useValue: config.userQuotaBytes ?? null },
    ];
    return { module: MediaResourcesModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}

import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { HealthController } from '#libs/http/health.controller.js';
import { innerTokenGuard, innerTokenStrategy } from '#libs/http/inner-token.guard.js';
import { checkWithClock, Readiness } from '#libs/http/readiness.js';

import { AlbumsModule } from './albums/albums.module.js';
import { BytesModule } from './bytes/bytes.module.js';
import { DriveModule } from './drive/drive.module.js';
import { EventsModule } from './events/events.module.js';
import { IiifModule } from './iiif/iiif.module.js';
import { LibraryModule } from './library/library.module.js';
import { PresetsModule } from './presets/presets.module.js';
import { MediaResourcesModule } from './resources/media-resources.module.js';
import type { MediaResources } from './resources/media-resources.js';
import { SignedAddressesModule } from './signed-addresses/signed-addresses.module.js';
import { SharesModule } from './shares/shares.module.js';
import { keysOf } from './signing-keys.js';
import { TransformsModule } from './transforms/transforms.module.js';
import { TrashModule } from './trash/trash.module.js';
import { UploadModule } from './upload/upload.module.js';

const FEATURES = [
  UploadModule,
  LibraryModule,
  TrashModule,
  AlbumsModule,
  SharesModule,
  BytesModule,
  PresetsModule,
  TransformsModule,
  SignedAddressesModule,
  IiifModule,
  EventsModule,
  DriveModule,
];

/** The media service: one module for each feature, over one module of resources. Every route needs an inner token unless it says otherwise. */
@Module({})
export class MediaModule {
  static with(resources: MediaResources): DynamicModule {
    const { config, database, objects, logger } = resources;
    // The queue is not among them: uploads succeed without it.
    const needs = {
      'the database of pictures': () => checkWithClock(database),
      'the object store': () => objects.check(),
    };
    return {
      module: MediaModule,
      imports: [MediaResourcesModule.with(resources), ...FEATURES],
      controllers: [HealthController],
      providers: [
        { provide: Readiness, useValue: new Readiness(needs, logger) },
        { provide: APP_GUARD, useClass: innerTokenGuard('media') },
        innerTokenStrategy('media', keysOf(config.authUrl)),
      ],
    };
  }
}

import { Module } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits } from '#libs/accounts/rate-limits.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

import { BytesModule } from '../bytes/bytes.module.js';
import { PresetsModule } from '../presets/presets.module.js';
import { UploadModule } from '../upload/upload.module.js';
import { TransformsModule } from '../transforms/transforms.module.js';
import { ShareAccess } from './share-access.js';
import { ShareGrants } from './share-grants.js';
import { ShareImages } from './share-images.js';
import { SharePreview } from './share-preview.js';
import { SharedBytesController } from './shared-bytes.controller.js';
import { SharedController } from './shared.controller.js';
import { SharedTransforms } from './shared-transforms.js';
import { SharedService } from './shared.service.js';
import { SharesController } from './shares.controller.js';
import { SharesService } from './shares.service.js';
import { UploadAndShareController } from './upload-and-share.controller.js';

/** Shares: images or an album that visitors see without an account. */
@Module({
  imports: [BytesModule, PresetsModule, TransformsModule, UploadModule],
  exports: [ShareAccess, ShareGrants, ShareImages],
  controllers: [SharesController, UploadAndShareController, SharedController, SharedBytesController],
  providers: [
    SharesService,
    SharedService,
    ShareAccess,
    ShareGrants,
    ShareImages,
    SharePreview,
    SharedTransforms,
    PasswordHasher,
    { provide: RateLimits, useFactory: (events: RateLimitRepository) => new RateLimits(events), inject: [RateLimitRepository] },
  ],
})
export class SharesModule {}

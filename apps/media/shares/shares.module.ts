import { Module } from '@nestjs/common';

import { PasswordHasher } from '#libs/accounts/password-hasher.js';
import { RateLimits } from '#libs/accounts/rate-limits.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { EndShare } from '../share/end-share.js';
import { GetShare } from '../share/get-share.js';
import { GetSharedBytes } from '../share/get-shared-bytes.js';
import { ListShares } from '../share/list-shares.js';
import { MakeShare } from '../share/make-share.js';
import { OpenShare } from '../share/open-share.js';
import { PatchShare } from '../share/patch-share.js';
import { PreviewShare } from '../share/preview-share.js';
import { ShareDoor } from '../share/share-door.js';
import { ShareImages } from '../share/share-images.js';
import { ShareJson } from '../share/share-json.js';
import { UnlockShare } from '../share/unlock-share.js';
import { UploadAndShare } from '../share/upload-and-share.js';
import { UploadModule } from '../upload/upload.module.js';

/** Controllers for the owner of a share. */
const OWNER = [MakeShare, ListShares, PreviewShare, UploadAndShare, GetShare, PatchShare, EndShare];
/** Controllers for visitors who have its address. */
const VISITOR = [OpenShare, UnlockShare, GetSharedBytes];

/** Shares: images or an album that visitors see without an account. */
@Module({
  imports: [UploadModule],
  controllers: [...OWNER, ...VISITOR],
  providers: [
    PasswordHasher,
    { provide: RateLimits, useFactory: (shares: ShareRepository) => new RateLimits(shares), inject: [ShareRepository] },
    ShareDoor,
    ShareImages,
    ShareJson,
  ],
})
export class SharesModule {}

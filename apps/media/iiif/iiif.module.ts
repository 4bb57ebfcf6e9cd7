import { Module } from '@nestjs/common';

import { SharesModule } from '../shares/shares.module.js';
import { TransformsModule } from '../transforms/transforms.module.js';
import { CollectionsController } from './collections.controller.js';
import { CollectionsService } from './collections.service.js';
import { IiifController } from './iiif.controller.js';
import { IiifService } from './iiif.service.js';
import { SharedIiifController } from './shared-iiif.controller.js';

/** Images, albums and shares for the viewers of libraries and museums (https://iiif.io). */
@Module({
  imports: [TransformsModule, SharesModule],
  controllers: [CollectionsController, IiifController, SharedIiifController],
  providers: [IiifService, CollectionsService],
})
export class IiifModule {}

import { Global, Module, type DynamicModule } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';

import { AccountModule } from './account/account.module.js';
import { AlbumsModule } from './albums/albums.module.js';
import { PageSettings } from './http/page-settings.js';
import { LibraryModule } from './library/library.module.js';
import { LoginModule } from './login/login.module.js';
import { PictureModule } from './picture/picture.module.js';
import { SearchModule } from './search/search.module.js';
import { SelectionModule } from './selection/selection.module.js';
import { SharedModule } from './shared/shared.module.js';
import { SharesModule } from './shares/shares.module.js';
import { TrashModule } from './trash/trash.module.js';
import { UploadModule } from './upload/upload.module.js';

/** All pages. Global, so that the modules of the features find PageSettings; the gateway provides Sessions, InnerClient and ForwardService. */
@Global()
@Module({
  imports: [
    LoginModule,
    LibraryModule,
    SearchModule,
    PictureModule,
    SelectionModule,
    AlbumsModule,
    UploadModule,
    TrashModule,
    SharesModule,
    SharedModule,
    AccountModule,
  ],
})
export class PagesModule {
  static register({ maxUploadBytes, trashDays }: Pick<Config, 'maxUploadBytes' | 'trashDays'>): DynamicModule {
    return {
      module: PagesModule,
      providers: [{ provide: PageSettings, useValue: new PageSettings(maxUploadBytes, trashDays) }],
      exports: [PageSettings],
    };
  }
}

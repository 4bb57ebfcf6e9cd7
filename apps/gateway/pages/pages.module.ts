import { Global, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';

import { serveAssets } from '../assets/serve-assets.js';
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
export class PagesModule implements OnModuleInit {
  static register({ maxUploadBytes, trashDays, publicUrl }: Pick<Config, 'maxUploadBytes' | 'trashDays' | 'publicUrl'>): DynamicModule {
    return {
      module: PagesModule,
      providers: [{ provide: PageSettings, useValue: new PageSettings(maxUploadBytes, trashDays, publicUrl) }],
      exports: [PageSettings],
    };
  }

  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    serveAssets(this.host.httpAdapter.getInstance());
  }
}

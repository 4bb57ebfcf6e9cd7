import { Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';

import { AccountOverview } from './account/account-overview.js';
import { AccountPage } from './account/account.page.js';
import { ChangePasswordPage } from './account/change-password.page.js';
import { ChooseThemePage } from './account/choose-theme.page.js';
import { DeleteTokenPage } from './account/delete-token.page.js';
import { EndSessionPage } from './account/end-session.page.js';
import { MakeTokenPage } from './account/make-token.page.js';
import { AddToAlbumPage } from './albums/add-to-album.page.js';
import { AlbumPage } from './albums/album.page.js';
import { AlbumsPage } from './albums/albums.page.js';
import { EditAlbumPage } from './albums/edit-album.page.js';
import { AccountPages } from './account-pages.js';
import { serveAssets } from '../assets/serve-assets.js';
import { DeletePage } from './delete.page.js';
import { HomePage } from './home.page.js';
import { ListPage } from './list.page.js';
import { LogInPage } from './log-in.page.js';
import { LogOutPage } from './log-out.page.js';
import { OwnPage } from './own-page.js';
import { PageSettings } from './page-settings.js';
import { PhotosPage } from './photos.page.js';
import { EditPicturePage } from './picture/edit-picture.page.js';
import { PicturePage } from './picture/picture.page.js';
import { RetryPicturePage } from './picture/retry-picture.page.js';
import { SearchPage } from './search/search.page.js';
import { BeforeSharePage } from './share/before-share.page.js';
import { EndSharePage } from './share/end-share.page.js';
import { LinkPage } from './share/link.page.js';
import { LinksPage } from './share/links.page.js';
import { SharedFilesPage } from './shared/shared-files.page.js';
import { SharedPage } from './shared/shared.page.js';
import { SelectionPage } from './selection/selection.page.js';
import { InvitePage } from './invite.page.js';
import { SignUpPage } from './sign-up.page.js';
import { TrashPage } from './trash.page.js';
import { UploadPage } from './upload.page.js';

const PICTURE = [PicturePage, EditPicturePage, RetryPicturePage];
const ALBUMS = [AlbumsPage, AddToAlbumPage, AlbumPage, EditAlbumPage];
const SHARE = [BeforeSharePage, LinksPage, LinkPage, EndSharePage];
/** For whoever has a link. */
const SHARED = [SharedPage, SharedFilesPage];
const ACCOUNT = [AccountPage, ChangePasswordPage, ChooseThemePage, EndSessionPage, MakeTokenPage, DeleteTokenPage];

/** The pages and what the browser loads with them. Sessions, InnerClient and Forwarder come from the gateway, as global providers. */
@Module({
  controllers: [
    HomePage,
    LogInPage,
    SignUpPage,
    InvitePage,
    LogOutPage,
    UploadPage,
    ListPage,
    PhotosPage,
    SearchPage,
    DeletePage,
    TrashPage,
    ...ALBUMS,
    SelectionPage,
    ...PICTURE,
    ...SHARE,
    ...SHARED,
    ...ACCOUNT,
  ],
  providers: [AccountPages, AccountOverview, OwnPage],
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

import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';

import { MAX_SHARED, SharedPageQuery, type OpenedPicture, type OpenedShare } from '#libs/contract/share.js';
import { Public } from '#libs/http/identity.js';
import type { Logger } from '#libs/http/log.js';
import { ShareRepository, type ShareRow } from '#libs/ports/share-repository.js';

import { LOGGER } from '../resources/media-resources.js';
import { nothingShared, ShareDoor } from './share-door.js';
import { ShareImages, type Shown } from './share-images.js';
import { sharedImage } from './share-json.js';

/** What a link shows to whoever has it; for the pages of the gateway, which alone can be reached from outside. */
@Controller('shared/:token')
export class OpenShare {
  constructor(
    private readonly door: ShareDoor,
    private readonly images: ShareImages,
    private readonly shares: ShareRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Without being counted: going on to the next picture is no other visit. */
  @Public()
  @Get()
  async look(
    @Param('token') token: string,
    @Headers('x-share-proof') proof: string | undefined,
    @Query({ schema: SharedPageQuery }) { page }: SharedPageQuery,
  ): Promise<OpenedShare> {
    return this.shown(await this.door.enter(token, proof), page);
  }

  /** One of its pictures, and what lies beside it. */
  @Public()
  @Get(':image')
  async picture(
    @Param() { token, image: id }: { token: string; image: string },
    @Headers('x-share-proof') proof: string | undefined,
  ): Promise<OpenedPicture> {
    const share = await this.door.enter(token, proof);
    const shown = await this.images.shown(share);
    const at = shown?.ids.indexOf(id) ?? -1;
    const [row] = at >= 0 ? await this.images.rows(share.owner, [id]) : [];
    if (!shown || !row) throw nothingShared();
    const [previous = null, next = null] = [shown.ids[at - 1], shown.ids[at + 1]];
    return { ...opened(share, shown), image: sharedImage(share, row), place: at + 1, previous, next };
  }

  @Public()
  @Post('open')
  @HttpCode(200)
  async open(@Param('token') token: string, @Headers('x-share-proof') proof: string | undefined): Promise<OpenedShare> {
    const share = await this.door.enter(token, proof);
    const shown = await this.shown(share, 1);
    await this.count(share);
    return shown;
  }

  private async shown(share: ShareRow, page: number): Promise<OpenedShare> {
    const shown = await this.images.shown(share);
    // An album that is empty is there, and fills; chosen pictures that are all in the trash are nothing.
    if (!shown || (shown.ids.length === 0 && !shown.album)) throw nothingShared();
    const pages = Math.max(1, Math.ceil(shown.ids.length / MAX_SHARED));
    if (page > pages) throw nothingShared();
    const rows = await this.images.rows(share.owner, shown.ids.slice((page - 1) * MAX_SHARED, page * MAX_SHARED));
    return { ...opened(share, shown), images: rows.map((row) => sharedImage(share, row)), page, pages };
  }

  /** On a full disk people see the pictures all the same. */
  private async count({ id }: ShareRow): Promise<void> {
    try {
      await this.shares.noteOpened(id, new Date());
    } catch (err) {
      this.logger.warn({ err, shareId: id }, 'an opening of a link was not counted');
    }
  }
}

function opened({ name, sizes, passwordHash }: ShareRow, { album, ids }: Shown) {
  return { name: name ?? album?.name ?? null, sizes: [...sizes], password: passwordHash !== null, pictures: ids.length };
}

import { Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';

import type { OpenedShare } from '#libs/contract/share.js';
import { Public } from '#libs/http/identity.js';
import type { Logger } from '#libs/http/log.js';
import { ShareRepository, type ShareRow } from '#libs/ports/share-repository.js';

import { LOGGER } from '../media-resources.js';
import { nothingShared, ShareDoor } from './share-door.js';
import { ShareImages } from './share-images.js';
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
  async look(@Param('token') token: string, @Headers('x-share-proof') proof: string | undefined): Promise<OpenedShare> {
    return this.shown(await this.door.enter(token, proof));
  }

  @Public()
  @Post('open')
  @HttpCode(200)
  async open(@Param('token') token: string, @Headers('x-share-proof') proof: string | undefined): Promise<OpenedShare> {
    const share = await this.door.enter(token, proof);
    const shown = await this.shown(share);
    await this.count(share);
    return shown;
  }

  private async shown(share: ShareRow): Promise<OpenedShare> {
    const rows = await this.images.shown(share);
    if (rows.length === 0) throw nothingShared();
    const { name, sizes, passwordHash } = share;
    return { name, sizes: [...sizes], password: passwordHash !== null, images: rows.map((row) => sharedImage(share, row)) };
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

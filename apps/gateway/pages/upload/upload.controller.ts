import { Controller, Get, Post, Query, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Album } from '#libs/api/album.js';
import { IMAGE_ID } from '#libs/api/image.js';

import { ForwardService } from '../../forward/forward.service.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Call, notFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { PageSettings } from '../http/page-settings.js';
import { uploadOutcome } from './upload-outcome.js';
import { UploadView } from './upload.view.js';

/** Pictures that the list shows after an upload: as many as were uploaded, within these limits. */
const MIN_LIST = 5;
const MAX_LIST = 500;

/** The upload page. With a script the client uploads each file by itself and shows progress. */
@Controller(':user/upload')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class UploadController {
  constructor(
    private readonly forwarder: ForwardService,
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async page(@Call() call: OwnerCall, @Query('album') albumId: unknown): Promise<Page> {
    const album = await this.album(albumId, call);
    return new Page(UploadView({ user: call.caller.user, album, maxUploadBytes: this.settings.maxUploadBytes }));
  }

  /** The form without a script. Its files are streamed to media. */
  @Post()
  async upload(
    @Call() call: OwnerCall,
    @Query('album') albumId: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | SeeOther> {
    const { caller } = call;
    const { user } = caller;
    const album = await this.album(albumId, call);
    const { status, body } = await this.forwarder.forwardForJson('media', request, reply, {
      path: '/api/images',
      caller,
      // One file is answered with a result and its name too, instead of a bare problem (RFC 7240).
      headers: { prefer: 'results=each' },
    });
    const outcome = uploadOutcome(status, body);
    const { maxUploadBytes } = this.settings;
    if (outcome.failures.length > 0) {
      return new Page(UploadView({ user, album, maxUploadBytes, outcome }), { status: status >= 500 ? status : 422 });
    }
    if (album) return new SeeOther(album.page);
    return new SeeOther(`/${user.name}/list/${Math.min(Math.max(outcome.uploaded, MIN_LIST), MAX_LIST)}`);
  }

  /** The album that the pictures are added to, when the address names one. @throws Problem NOT_FOUND */
  private async album(id: unknown, call: OwnerCall): Promise<Album | undefined> {
    if (id === undefined) return undefined;
    if (typeof id !== 'string' || !IMAGE_ID.test(id)) throw notFound();
    return this.inner.json('media', 'GET', `/api/albums/${id}`, { ...call, answer: Album });
  }
}

import { Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Album } from '#libs/contract/album.js';
import { IMAGE_ID } from '#libs/contract/image.js';

import { ForwardService } from '../forward/forward.service.js';
import { InnerClient } from '../sessions/inner-client.js';
import type { Caller } from '../sessions/sessions.js';
import { notFound, OwnPage, Owner } from './own-page.js';
import { PageSettings } from './page-settings.js';
import { seeOther, sendPage } from './send-page.js';
import { uploadOutcome } from './upload-outcome.js';
import { UploadView } from './upload.view.js';

/** Pictures that the list shows after an upload, unless more came in. */
const NEWEST = 5;
const MOST = 500;

/** The upload page. */
@Controller(':user/upload')
@UseGuards(OwnPage)
export class UploadPage {
  constructor(
    private readonly forwarding: ForwardService,
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(
    @Owner() caller: Caller,
    @Query('album') id: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const album = await this.album(id, { request, caller });
    await sendPage(reply, UploadView({ user: caller.user, album, maxUploadBytes: this.settings.maxUploadBytes }));
  }

  /** The plain form. Its files stream through to media; with script the client sends each by itself and shows how far it is. */
  @Post()
  async post(
    @Owner() caller: Caller,
    @Query('album') id: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const album = await this.album(id, { request, caller });
    const { status, body } = await this.forwarding.forwardForJson('media', request, reply, {
      path: '/api/images',
      caller,
      // A result with its name also when there is but one file, which otherwise is answered with a bare problem (RFC 7240).
      headers: { prefer: 'results=each' },
    });
    const outcome = uploadOutcome(status, body);
    const { maxUploadBytes } = this.settings;
    if (outcome.failures.length > 0) {
      return sendPage(reply, UploadView({ user: caller.user, album, maxUploadBytes, outcome }), status >= 500 ? status : 422);
    }
    if (album) return seeOther(reply, album.page);
    await seeOther(reply, `/${caller.user.name}/list/${Math.min(Math.max(outcome.wentIn, NEWEST), MOST)}`);
  }

  /** The album into which the pictures go, when the address names one. */
  private async album(id: unknown, call: { request: FastifyRequest; caller: Caller }): Promise<Album | undefined> {
    if (id === undefined) return undefined;
    if (typeof id !== 'string' || !IMAGE_ID.test(id)) throw notFound();
    return this.inner.json('media', 'GET', `/api/albums/${id}`, { ...call, answer: Album });
  }
}

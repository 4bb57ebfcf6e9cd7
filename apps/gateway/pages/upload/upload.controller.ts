import { Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Album } from '#libs/contract/album.js';
import { IMAGE_ID } from '#libs/contract/image.js';

import { Forwarder } from '../../forward/forwarder.js';
import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { notFound, OwnPage, Owner } from '../http/owner.guard.js';
import { PageSettings } from '../http/page-settings.js';
import { seeOther, sendPage } from '../http/page.js';
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
    private readonly forwarder: Forwarder,
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  @Get()
  async get(
    @Owner() visitor: Visitor,
    @Query('album') id: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const album = await this.album(id, { request, visitor });
    await sendPage(reply, UploadView({ user: visitor.user, album, maxUploadBytes: this.settings.maxUploadBytes }));
  }

  /** The plain form. Its files stream through to media; with script the client sends each by itself and shows how far it is. */
  @Post()
  async post(
    @Owner() visitor: Visitor,
    @Query('album') id: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const album = await this.album(id, { request, visitor });
    const { status, body } = await this.forwarder.forwardForJson('media', request, reply, {
      path: '/api/images',
      visitor,
      // A result with its name also when there is but one file, which otherwise is answered with a bare problem (RFC 7240).
      headers: { prefer: 'results=each' },
    });
    const outcome = uploadOutcome(status, body);
    const { maxUploadBytes } = this.settings;
    if (outcome.failures.length > 0) {
      return sendPage(reply, UploadView({ user: visitor.user, album, maxUploadBytes, outcome }), status >= 500 ? status : 422);
    }
    if (album) return seeOther(reply, album.page);
    await seeOther(reply, `/${visitor.user.name}/list/${Math.min(Math.max(outcome.wentIn, NEWEST), MOST)}`);
  }

  /** The album into which the pictures go, when the address names one. */
  private async album(id: unknown, call: { request: FastifyRequest; visitor: Visitor }): Promise<Album | undefined> {
    if (id === undefined) return undefined;
    if (typeof id !== 'string' || !IMAGE_ID.test(id)) throw notFound();
    return this.inner.json('media', 'GET', `/api/albums/${id}`, { ...call, answer: Album });
  }
}

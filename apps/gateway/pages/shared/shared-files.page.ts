import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/contract/image.js';
import { OpenedPicture } from '#libs/contract/share.js';

import { ForwardService } from '../../forward/forward.service.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { PageSettings } from '../page-settings.js';
import { GoneView } from './gone.view.js';
import { passHeaders } from './share-pass.js';
import { sendSharedPage } from './shared-page.js';
import { orElse } from './shared.page.js';
import { SharedPictureView } from './shared.view.js';

const FILE = /^[smlo](?:\.[a-z]{3,4})?$/;

/** What lies under a link: `/p/:token/:id`, the page of one of its pictures, and the bytes, of the first or of any. */
@Controller('p/:token')
export class SharedFilesPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly forwarding: ForwardService,
    private readonly settings: PageSettings,
  ) {}

  @Get(':under')
  async under(
    @Param() { token, under }: { token: string; under: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (FILE.test(under)) return this.bytes(token, 'first', under, request, reply);
    if (!IMAGE_ID.test(under)) return sendSharedPage(reply, GoneView(), 404);
    await orElse(token, reply, async () => {
      const call = { request, headers: passHeaders(request), answer: OpenedPicture };
      const share = await this.inner.json('media', 'GET', `/shared/${token}/${under}`, call);
      await sendSharedPage(reply, SharedPictureView({ token, share, address: this.settings.addressOf(request) }));
    });
  }

  @Get(':id/:file')
  async file(
    @Param() { token, id, file }: { token: string; id: string; file: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!IMAGE_ID.test(id) || !FILE.test(file)) return sendSharedPage(reply, GoneView(), 404);
    await this.bytes(token, id, file, request, reply);
  }

  private async bytes(token: string, image: string, file: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await orElse(token, reply, () => {
      const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
      const path = `/shared/${token}/${image}/${file}${query}`;
      return this.forwarding.forward('media', request, reply, { path, caller: null, headers: passHeaders(request) });
    });
  }
}

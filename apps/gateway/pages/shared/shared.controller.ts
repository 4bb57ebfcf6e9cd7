import { Controller, Get, Param, Post, Query, Req, Res, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/api/image.js';
import { OpenedPicture, OpenedShare, Unlocked, UnlockRequest } from '#libs/api/share.js';
import { SIZE_PATTERN } from '#libs/domain/variants.js';
import { WITHOUT_LOG_IN } from '#libs/http/json-body.js';

import { ForwardService } from '../../forward/forward.service.js';
import { PublicUrl } from '../../security/public-url.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Form } from '../http/forms.js';
import { notFound } from '../http/owner.guard.js';
import { PageInterceptor, render, SeeOther, type Page } from '../http/page.js';
import { unlockedCookie, Visit, type VisitorCall } from './share-cookie.js';
import { SharedErrorsFilter, sharedPage, ShareTokenGuard } from './shared-page.js';
import { SharedPictureView, SharedView } from './shared.view.js';

const FILE = new RegExp(`^(?:${SIZE_PATTERN})(?:\\.[a-z0-9]{1,4})?$`);

/** What visitors see of a share. Media checks at every request whether the share exists and needs a password. */
@Controller('p/:token')
@UseGuards(ShareTokenGuard)
@UseInterceptors(PageInterceptor)
@UseFilters(SharedErrorsFilter)
export class SharedController {
  constructor(
    private readonly inner: InnerClient,
    private readonly forwarder: ForwardService,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Get()
  async share(@Visit() visit: VisitorCall, @Param('token') token: string, @Query('page') asked: unknown): Promise<Page> {
    const page = pageNumber(asked);
    // HEAD and further pages don't count as opening the link.
    const opens = visit.request.method === 'GET' && page === 1;
    const [method, path] = opens ? (['POST', `/shared/${token}/open`] as const) : (['GET', `/shared/${token}?page=${page}`] as const);
    const share = await this.inner.json('media', method, path, { ...visit, answer: OpenedShare });
    return sharedPage(SharedView({ token, share, address: this.publicUrl.addressOf(visit.request) }));
  }

  /** The form for the password. */
  @Post()
  async unlock(
    @Visit() { request }: VisitorCall,
    @Param('token') token: string,
    @Form(UnlockRequest, WITHOUT_LOG_IN) body: UnlockRequest,
  ): Promise<SeeOther> {
    const unlocked = await this.inner.json('media', 'POST', `/shared/${token}/unlock`, { request, body, answer: Unlocked });
    return new SeeOther(`/p/${token}`, unlockedCookie(token, unlocked, this.publicUrl.cameByHttps(request)));
  }

  /** The page of one image, or a file of the first image, such as `m.jpg`. */
  @Get(':under')
  async under(
    @Visit() visit: VisitorCall,
    @Param() { token, under }: { token: string; under: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (FILE.test(under)) return this.forward(`/shared/${token}/first/${under}`, visit, request, reply);
    if (!IMAGE_ID.test(under)) throw notFound();
    const share = await this.inner.json('media', 'GET', `/shared/${token}/${under}`, { ...visit, answer: OpenedPicture });
    const page = sharedPage(SharedPictureView({ token, share, address: this.publicUrl.addressOf(request) }));
    await reply.send(render(reply, page));
  }

  /** An image by a preset of the drive, such as `ID.hero.webp`. */
  @Get('i/:address')
  async preset(
    @Visit() visit: VisitorCall,
    @Param() { token, address }: { token: string; address: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.forward(`/shared/${token}/i/${encodeURIComponent(address)}`, visit, request, reply);
  }

  @Get(':id/:file')
  async file(
    @Visit() visit: VisitorCall,
    @Param() { token, id, file }: { token: string; id: string; file: string },
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!IMAGE_ID.test(id) || !FILE.test(file)) throw notFound();
    await this.forward(`/shared/${token}/${id}/${file}`, visit, request, reply);
  }

  private async forward(path: string, { headers }: VisitorCall, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    await this.forwarder.forward('media', request, reply, { path: path + query, caller: null, headers });
  }
}

/** `?page=`, 1 when it is missing. Other query names are ignored: chats add some to addresses. @throws Problem NOT_FOUND */
function pageNumber(asked: unknown): number {
  if (asked === undefined) return 1;
  if (typeof asked !== 'string' || !/^[1-9]\d{0,5}$/.test(asked)) throw notFound();
  return Number(asked);
}

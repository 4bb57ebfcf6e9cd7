import { Controller, Get, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { MAX_SHARED, SHARED_BY_DEFAULT, ShareList, SharePreview, ShareWithImages } from '#libs/api/share.js';
import { Transforms } from '#libs/api/transform.js';
import { DEFAULT_SIZE } from '#libs/domain/variants.js';

import { PublicUrl } from '../../security/public-url.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { expiryAfter } from '../http/expiry.js';
import { FormFields } from '../http/forms.js';
import { Call, notFound, orNotFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { NewShareView } from './new-share.view.js';
import { chosenIn, readShareForm, type Chosen, type ShareForm } from './share-form.js';
import { ShareView } from './share.view.js';
import { SharesView } from './shares.view.js';

/** Shares on one page. */
const LIMIT = 50;

/** The shares of a person, which people know as links: create, list, change and stop. */
@Controller(':user')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class SharesController {
  constructor(
    private readonly inner: InnerClient,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** The form for a new share, with what it would show: of one image (`?ids=…`) or of an album (`?album=…`). */
  @Get('share')
  newShare(@Call() call: OwnerCall): Promise<Page> {
    return this.showForm(call, chosenIn(new URLSearchParams(call.request.url.split('?')[1])));
  }

  /** The same for a selection: hundreds of ids are too long for an address. Creates nothing. */
  @Post('share')
  newShareOfSelection(@Call() call: OwnerCall, @FormFields() fields: URLSearchParams): Promise<Page> {
    return this.showForm(call, chosenIn(fields));
  }

  @Get('shares')
  async list(@Call() call: OwnerCall, @Query('before') before: unknown): Promise<Page> {
    const query = new URLSearchParams({ limit: String(LIMIT) });
    if (typeof before === 'string') query.set('before', before);
    const { items, next } = await orNotFound(this.inner.json('media', 'GET', `/api/shares?${query}`, { ...call, answer: ShareList }));
    const address = this.publicUrl.addressOf(call.request);
    return new Page(SharesView({ user: call.caller.user, items, next, address, now: new Date() }));
  }

  /** Creates a share, or shows the form again with the reason why not. */
  @Post('shares')
  async create(@Call() call: OwnerCall, @FormFields() fields: URLSearchParams): Promise<Page | SeeOther> {
    const form = readShareForm(fields);
    const { chosen, sizes, name, password, days = '' } = form;
    const body = { ...chosen, sizes, name, password: password || null, expiresAt: expiryAfter(days) };
    try {
      requireSize(form);
      const { id } = await this.inner.json('media', 'POST', '/api/shares', { ...call, body, answer: ShareWithImages });
      return new SeeOther(`/${call.caller.user.name}/shares/${id}`);
    } catch (problem) {
      const wrong = detailOf(problem);
      const preview = await this.preview(chosen, call);
      return new Page(NewShareView({ user: call.caller.user, preview, form, wrong }), { status: 422 });
    }
  }

  @Get('shares/:id')
  show(@Call() call: OwnerCall, @Param('id') id: string, @Query('size') size: unknown): Promise<Page> {
    return this.showShare(call, id, { size: typeof size === 'string' ? size : DEFAULT_SIZE });
  }

  /** Changes a share, or shows it again with the reason why not. */
  @Post('shares/:id')
  async change(@Call() call: OwnerCall, @Param('id') id: string, @FormFields() fields: URLSearchParams): Promise<Page | SeeOther> {
    const form = readShareForm(fields);
    const { sizes, name, password, days, open } = form;
    const body = {
      sizes,
      name,
      ...(open ? { password: null } : password !== '' && { password }),
      ...(days !== undefined && { expiresAt: expiryAfter(days) }),
    };
    try {
      requireSize(form);
      await this.inner.json('media', 'PATCH', `/api/shares/${id}`, { ...call, body, answer: ShareWithImages });
      return new SeeOther(`/${call.caller.user.name}/shares/${id}`);
    } catch (problem) {
      return this.showShare(call, id, { wrong: detailOf(problem) });
    }
  }

  @Post('shares/:id/end')
  async end(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await this.inner.json('media', 'DELETE', `/api/shares/${id}`, call);
    return new SeeOther(`/${call.caller.user.name}/shares/`);
  }

  private async showForm(call: OwnerCall, chosen: Chosen): Promise<Page> {
    const count = 'imageIds' in chosen ? chosen.imageIds.length : 1;
    if (count === 0) throw notFound();
    if (count > MAX_SHARED) {
      throw new Problem('BAD_REQUEST', `A link can show at most ${MAX_SHARED} selected pictures. Select fewer, or share an album.`);
    }
    const preview = await this.preview(chosen, call);
    const form = { chosen, sizes: [...SHARED_BY_DEFAULT], name: '', password: '', days: '' as const };
    return new Page(NewShareView({ user: call.caller.user, preview, form }));
  }

  private async showShare(
    call: OwnerCall,
    id: string,
    { size = DEFAULT_SIZE, wrong }: { size?: string; wrong?: string } = {},
  ): Promise<Page> {
    const [share, { presets }] = await Promise.all([
      this.inner.json('media', 'GET', `/api/shares/${id}`, { ...call, answer: ShareWithImages }),
      this.inner.json('media', 'GET', '/api/transforms', { ...call, answer: Transforms }),
    ]);
    const chosen = share.album ? { album: share.album.id } : { imageIds: share.images.map((image) => image.id) };
    // All chosen images may be in the trash. The sizes of an empty album can be chosen all the same.
    const preview = share.album || share.pictures > 0 ? await this.preview(chosen, call) : null;
    const address = this.publicUrl.addressOf(call.request);
    const page = ShareView({ user: call.caller.user, share, preview, address, presets, copied: size, wrong, now: new Date() });
    return new Page(page, { status: wrong === undefined ? 200 : 422 });
  }

  private preview(chosen: Chosen, call: OwnerCall): Promise<SharePreview> {
    return this.inner.json('media', 'POST', '/api/shares/preview', { ...call, body: chosen, answer: SharePreview });
  }
}

/** @throws Problem BAD_REQUEST */
function requireSize({ sizes }: ShareForm): void {
  if (sizes.length === 0) throw new Problem('BAD_REQUEST', 'Select at least one size.');
}

/** The text of a BAD_REQUEST, for the form. @throws any other error again */
function detailOf(problem: unknown): string {
  if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
  return problem.detail;
}

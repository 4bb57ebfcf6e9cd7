import { Controller, Get, Param, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { ImageList, Months } from '#libs/api/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import { Call, notFound, orNotFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { PageSettings } from '../http/page-settings.js';
import { undoable } from '../selection/undo.js';
import { ListView } from './list.view.js';
import { PhotosView, Tiles } from './photos.view.js';

/** The most pictures that `/list/:n` shows. */
const MAX_LIST = 500;
/** Pictures on one page by date, and in one part of a month. */
const PAGE_LIMIT = 60;
const MONTH_LIMIT = 120;

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The pictures of a person: the newest uploads, and all by the date they were taken. */
@Controller(':user')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class LibraryController {
  constructor(
    private readonly inner: InnerClient,
    private readonly settings: PageSettings,
  ) {}

  /** The last n uploads, newest first. */
  @Get('list/:n')
  async list(@Call() call: OwnerCall, @Param('n') text: string): Promise<Page | SeeOther> {
    if (!/^[1-9]\d*$/.test(text)) throw notFound();
    const { user } = call.caller;
    const n = Number(text);
    if (n > MAX_LIST) return new SeeOther(`/${user.name}/list/${MAX_LIST}`);
    const { items, next } = await this.inner.json('media', 'GET', `/api/images?limit=${n}`, { ...call, answer: ImageList });
    const { maxUploadBytes } = this.settings;
    return new Page(ListView({ user, items, n, more: next !== null, maxUploadBytes, undo: undoable(call.request) }));
  }

  /** All pictures by the day they were taken, newest first. @param month the first one to show, such as 2019-06 @param before a cursor */
  @Get('photos')
  async photos(@Call() call: OwnerCall, @Query('before') before: unknown, @Query('month') month: unknown): Promise<Page> {
    const [{ items, next }, { months }] = await Promise.all([
      this.byDate({ before, to: monthEnd(month), limit: PAGE_LIMIT }, call),
      this.inner.json('media', 'GET', '/api/images/months', { ...call, answer: Months }),
    ]);
    const first = before === undefined && month === undefined;
    const { maxUploadBytes } = this.settings;
    const page = typeof before === 'string' ? before : undefined;
    return new Page(
      PhotosView({ user: call.caller.user, items, first, before: page, next, months, maxUploadBytes, undo: undoable(call.request) }),
    );
  }

  /** Part of one month without the page around it, for the client. */
  @Get('photos/:month')
  async month(@Call() call: OwnerCall, @Param('month') month: string, @Query('before') before: unknown): Promise<Page> {
    const { items, next } = await this.byDate({ before, from: monthStart(month), to: monthEnd(month), limit: MONTH_LIMIT }, call);
    return new Page(Tiles({ user: call.caller.user, items, next }));
  }

  private byDate(
    { before, from, to, limit }: { before: unknown; from?: string; to: string | undefined; limit: number },
    call: OwnerCall,
  ): Promise<ImageList> {
    const query = new URLSearchParams({ order: 'taken', limit: String(limit) });
    if (from !== undefined) query.set('from', from);
    if (to !== undefined) query.set('to', to);
    if (before !== undefined) query.set('before', String(before));
    return orNotFound(this.inner.json('media', 'GET', `/api/images?${query}`, { ...call, answer: ImageList }));
  }
}

/** The first moment of a month such as 2019-06. @throws Problem NOT_FOUND when it is not a month */
function monthStart(month: string): string {
  if (!MONTH.test(month)) throw notFound();
  return `${month}-01T00:00:00.000Z`;
}

/** The first moment after a month; undefined without a month, and after the year 9999. @throws Problem NOT_FOUND */
function monthEnd(month: unknown): string | undefined {
  if (month === undefined) return undefined;
  const end = new Date(monthStart(String(month)));
  end.setUTCMonth(end.getUTCMonth() + 1);
  return end.getUTCFullYear() > 9999 ? undefined : end.toISOString();
}

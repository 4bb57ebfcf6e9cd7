import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { ImageList } from '#libs/api/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import { Call, orNotFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor } from '../http/page.js';
import { undoable } from '../selection/undo.js';
import { SearchView } from './search.view.js';

/** Pictures on one page. */
const LIMIT = 60;

/** `GET /:user/search/?q=`: what media understood and found, newest taken first. */
@Controller(':user/search')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class SearchController {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async search(@Call() call: OwnerCall, @Query('q') typed: unknown, @Query('before') before: unknown): Promise<Page> {
    const q = typeof typed === 'string' ? typed.trim() : '';
    const first = before === undefined;
    const page = typeof before === 'string' ? before : undefined;
    const common = { user: call.caller.user, q, first, before: page, undo: undoable(call.request) };
    if (q === '') return new Page(SearchView({ ...common, understood: '', items: [], next: null }));
    const query = new URLSearchParams({ order: 'taken', limit: String(LIMIT), q });
    if (!first) query.set('before', String(before));
    // A search text that is too long is NOT_FOUND too.
    const found = await orNotFound(this.inner.json('media', 'GET', `/api/images?${query}`, { ...call, answer: ImageList }));
    return new Page(SearchView({ ...common, understood: found.understood ?? '', items: found.items, next: found.next }));
  }
}

import { Controller, Param, ParseEnumPipe, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { BULK_ACTIONS, BulkRequest, BulkResults } from '#libs/api/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import { SelectedImages, type ImagesForm } from '../http/forms.js';
import { Call, notFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { PageInterceptor, SeeOther } from '../http/page.js';
import { pathBack, undoCookie } from './undo.js';

const Action = new ParseEnumPipe(BULK_ACTIONS, { exceptionFactory: notFound });

/** `POST /:user/selection/delete`, `restore` or `purge`: the form of the selected pictures, sent without a script. */
@Controller(':user/selection')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class SelectionController {
  constructor(private readonly inner: InnerClient) {}

  @Post(':action')
  async apply(
    @Call() call: OwnerCall,
    @Param('action', Action) action: string,
    @Query('back') back: unknown,
    @SelectedImages() { ids }: ImagesForm,
  ): Promise<SeeOther> {
    const body = BulkRequest.safeParse({ action, ids });
    if (!body.success) throw new Problem('BAD_REQUEST', 'Select 1 to 1,000 pictures.');
    const { results } = await this.inner.json('media', 'POST', '/api/images/bulk', { ...call, body: body.data, answer: BulkResults });
    // An image that failed was deleted meanwhile, which needs no message.
    const done = results.filter(({ status }) => status < 400).map(({ id }) => id);
    const { user } = call.caller;
    return new SeeOther(pathBack(user, back, 'list/20/'), undoCookie(user, action === 'delete' ? done : []));
  }
}

import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AlbumChanged, AlbumList } from '#libs/contract/album.js';
import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { seeOther, sendPage } from '../send-page.js';
import { AddToAlbumView } from './add-to-album.view.js';
import { readPicturesForm } from './read-ids.js';

/**
 * `POST /:user/albums/add`: pictures (`ids`) into an album (`album`, its id) or into a new one (`name`). With neither, the answer is the page that asks
 * which, so that a page where pictures are selected needs one button only.
 */
@Controller(':user/albums/add')
@UseGuards(OwnPage)
export class AddToAlbumPage {
  constructor(private readonly inner: InnerClient) {}

  @Post()
  async post(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { ids, fields } = await readPicturesForm(request, reply);
    const { album: id, name = '' } = fields;
    const call = { request, caller };
    if (name.trim() !== '') {
      const body = { name, ids };
      const { album } = await this.inner.json('media', 'POST', '/api/albums', { ...call, body, answer: AlbumChanged });
      return seeOther(reply, album.page);
    }
    if (!id) {
      const { items } = await this.inner.json('media', 'GET', '/api/albums', { ...call, answer: AlbumList });
      return sendPage(reply, AddToAlbumView({ user: caller.user, albums: items, ids }));
    }
    if (!IMAGE_ID.test(id)) throw new Problem('NOT_FOUND', 'There is no such album here. It may have been deleted.');
    const body = { action: 'add', ids };
    const { album } = await this.inner.json('media', 'POST', `/api/albums/${id}/images`, { ...call, body, answer: AlbumChanged });
    await seeOther(reply, album.page);
  }
}

import { Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Album, AlbumChanged, AlbumPatch } from '#libs/contract/album.js';
import { Problem } from '#libs/contract/errors.js';
import { ImageList } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { readForm } from '../read-form.js';
import { wayBack } from '../selection/way-back.js';
import { seeOther, sendPage } from '../send-page.js';
import { EditAlbumView } from './edit-album.view.js';
import { readPicturesForm } from './read-ids.js';

/** Pictures that the page shows to order them. */
const LIMIT = 500;

/** Name, order, cover and pictures of an album. */
@Controller(':user/albums/:id')
@UseGuards(OwnPage)
export class EditAlbumPage {
  constructor(private readonly inner: InnerClient) {}

  @Get('edit')
  async get(@Owner() caller: Caller, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [album, { items }] = await Promise.all([
      this.inner.json('media', 'GET', `/api/albums/${id}`, { request, caller, answer: Album }),
      this.inner.json('media', 'GET', `/api/images?album=${id}&limit=${LIMIT}`, { request, caller, answer: ImageList }),
    ]);
    await sendPage(reply, EditAlbumView({ user: caller.user, album, items }));
  }

  @Post('edit')
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = await readForm(request, reply, AlbumPatch);
    const album = await this.inner.json('media', 'PATCH', `/api/albums/${id}`, { request, caller, body, answer: Album });
    await seeOther(reply, album.page);
  }

  /** What is done with the pictures that are ticked, here or on the page of the album. */
  @Post('pictures')
  async pictures(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Query('back') back: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { ids, fields } = await readPicturesForm(request, reply);
    const path = `/api/albums/${id}`;
    const change = (body: object) => this.inner.json('media', 'POST', `${path}/images`, { request, caller, body, answer: AlbumChanged });
    switch (fields['action']) {
      case 'cover':
        await this.inner.json('media', 'PATCH', path, { request, caller, body: { cover: ids[0] } });
        break;
      case 'remove':
        await change({ action: 'remove', ids });
        break;
      case 'first':
        await change({ action: 'move', ids, before: await this.first(id, { request, caller }) });
        break;
      case 'last':
        await change({ action: 'move', ids });
        break;
      default:
        throw new Problem('BAD_REQUEST', 'Choose what to do with the pictures: one of the buttons of the page.');
    }
    await seeOther(reply, wayBack(caller.user, back, `albums/${id}/edit`));
  }

  private async first(id: string, call: { request: FastifyRequest; caller: Caller }): Promise<string | null> {
    const { items } = await this.inner.json('media', 'GET', `/api/images?album=${id}&order=hand&limit=1`, { ...call, answer: ImageList });
    return items[0]?.id ?? null;
  }
}

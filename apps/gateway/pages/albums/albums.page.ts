import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AlbumChanged, AlbumCreate, AlbumList } from '#libs/contract/album.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { readForm } from '../read-form.js';
import { seeOther, sendPage } from '../send-page.js';
import { AlbumsView } from './albums.view.js';

/** All albums, and the form that makes one. */
@Controller(':user/albums')
@UseGuards(OwnPage)
export class AlbumsPage {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async get(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { items } = await this.inner.json('media', 'GET', '/api/albums', { request, caller, answer: AlbumList });
    await sendPage(reply, AlbumsView({ user: caller.user, albums: items }));
  }

  @Post()
  async make(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = await readForm(request, reply, AlbumCreate.pick({ name: true }));
    const { album } = await this.inner.json('media', 'POST', '/api/albums', { request, caller, body, answer: AlbumChanged });
    await seeOther(reply, album.page);
  }
}

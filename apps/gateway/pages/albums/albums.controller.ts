import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AlbumChanged, AlbumCreate, AlbumList } from '#libs/contract/album.js';

import { InnerClient } from '../../forward/inner-client.js';
import type { Visitor } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { readForm } from '../http/forms.js';
import { seeOther, sendPage } from '../http/page.js';
import { AlbumsView } from './albums.view.js';

/** All albums, and the form that makes one. */
@Controller(':user/albums')
@UseGuards(OwnPage)
export class AlbumsPage {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async get(@Owner() visitor: Visitor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { items } = await this.inner.json('media', 'GET', '/api/albums', { request, visitor, answer: AlbumList });
    await sendPage(reply, AlbumsView({ user: visitor.user, albums: items }));
  }

  @Post()
  async make(@Owner() visitor: Visitor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const body = await readForm(request, reply, AlbumCreate.pick({ name: true }));
    const { album } = await this.inner.json('media', 'POST', '/api/albums', { request, visitor, body, answer: AlbumChanged });
    await seeOther(reply, album.page);
  }
}

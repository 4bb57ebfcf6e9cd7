import { Controller, Get, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { ImageList } from '#libs/contract/image.js';

import { InnerClient } from '../forward/inner-client.js';
import type { Visitor } from '../sessions/sessions.js';
import { notFound, OwnPage, Owner } from './own-page.js';
import { PhotosView } from './photos.view.js';
import { sendPage } from './send-page.js';

/** Pictures on one page. */
const LIMIT = 60;

/** All pictures by the day they were taken, newest first, page by page. */
@Controller(':user/photos')
@UseGuards(OwnPage)
export class PhotosPage {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async get(
    @Owner() visitor: Visitor,
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const first = before === undefined;
    const query = new URLSearchParams({ order: 'taken', limit: String(LIMIT) });
    if (!first) query.set('before', String(before));
    try {
      const { items, next } = await this.inner.json('media', 'GET', `/api/images?${query}`, { request, visitor, answer: ImageList });
      await sendPage(reply, PhotosView({ user: visitor.user, items, first, next }));
    } catch (problem) {
      // An address with a cursor that is none is an address where nothing is.
      throw problem instanceof Problem && problem.code === 'BAD_REQUEST' ? notFound() : problem;
    }
  }
}

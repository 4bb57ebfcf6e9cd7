import { Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Problem } from '#libs/contract/errors.js';
import { Image } from '#libs/contract/image.js';

import { InnerClient } from '../../sessions/inner-client.js';
import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { readForm } from '../read-form.js';
import { seeOther, sendPage } from '../send-page.js';
import { comingFrom } from './coming-from.js';
import { lookBeside } from './look-beside.js';
import { PictureView } from './picture.view.js';

/** As `<input type=datetime-local>` sends it, which knows no zone, as the clock of a camera does not; empty: not known. */
const LocalTime = z
  .string()
  .refine((text) => text === '' || (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(`${text}Z`))), 'a day and a time');
const Form = z.strictObject({ name: z.string(), takenAt: LocalTime.optional() });

/** `POST /:user/view/:id/edit`: another name, another time taken. */
@Controller(':user/view/:id')
@UseGuards(OwnPage)
export class EditPicturePage {
  constructor(private readonly inner: InnerClient) {}

  @Post('edit')
  async post(
    @Owner() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ask = { request, caller };
    const { name, takenAt } = await readForm(request, reply, Form);
    const image = await this.inner.json('media', 'GET', `/api/images/${id}`, { ...ask, answer: Image });
    try {
      await this.inner.json('media', 'PATCH', `/api/images/${id}`, {
        ...ask,
        body: { name, ...timeChange(image, takenAt) },
        answer: Image,
      });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'BAD_REQUEST') throw problem;
      const beside = await lookBeside(this.inner, id, ask);
      const page = PictureView({ user: caller.user, image, size: 'm', ...beside, refused: { name, problem } });
      return sendPage(reply, page, problem.status);
    }
    await seeOther(reply, `/${caller.user.name}/view/${id}${comingFrom(request).query}`);
  }
}

/** The form shows minutes: left as it was, the seconds stay too. */
function timeChange({ takenAt: was }: Image, takenAt: string | undefined): { takenAt?: string | null } {
  if (takenAt === undefined || takenAt === (was?.slice(0, 16) ?? '')) return {};
  return { takenAt: takenAt === '' ? null : new Date(`${takenAt}Z`).toISOString() };
}

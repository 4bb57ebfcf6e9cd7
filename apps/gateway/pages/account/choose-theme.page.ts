import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Visitor } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../http/owner.guard.js';
import { readForm } from '../http/forms.js';
import { seeOther } from '../http/page.js';
import { themeCookie, THEMES } from '../components/theme.js';

const Fields = z.strictObject({ theme: z.enum(THEMES) });

/** The choice between light, dark and as the system says; it holds for this browser. */
@Controller(':user/account/theme')
@UseGuards(OwnPage)
export class ChooseThemePage {
  @Post()
  async post(@Owner() visitor: Visitor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { theme } = await readForm(request, reply, Fields);
    void reply.header('set-cookie', themeCookie(theme));
    await seeOther(reply, `/${visitor.user.name}/account/#appearance`);
  }
}

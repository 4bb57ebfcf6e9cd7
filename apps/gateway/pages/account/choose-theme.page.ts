import { Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Caller } from '../../sessions/sessions.js';
import { OwnPage, Owner } from '../own-page.js';
import { readForm } from '../read-form.js';
import { seeOther } from '../send-page.js';
import { themeCookie, THEMES } from '../theme.js';

const Fields = z.strictObject({ theme: z.enum(THEMES) });

/** The choice between light, dark and as the system says; it holds for this browser. */
@Controller(':user/account/theme')
@UseGuards(OwnPage)
export class ChooseThemePage {
  @Post()
  async post(@Owner() caller: Caller, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { theme } = await readForm(request, reply, Fields);
    void reply.header('set-cookie', themeCookie(theme));
    await seeOther(reply, `/${caller.user.name}/account/#appearance`);
  }
}

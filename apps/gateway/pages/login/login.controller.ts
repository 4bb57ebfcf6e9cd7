import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { LogInView } from './login.view.js';
import { AccountPages } from '../account-pages.js';

/** Log-in: by e-mail or user name. */
@Controller('login')
export class LogInPage {
  constructor(private readonly pages: AccountPages) {}

  @Get()
  get(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.showLogIn(request, reply, next);
  }

  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.submit(LogInView, '/api/auth/login', request, reply);
  }
}

import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { SignUpView } from './login/login.view.js';
import { AccountPages } from './account-pages.js';

/** Sign-up: a new account, logged in at once. */
@Controller('signup')
export class SignUpPage {
  constructor(private readonly pages: AccountPages) {}

  @Get()
  get(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.showSignUp(request, reply, { next });
  }

  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.submit(SignUpView, '/api/auth/signup', request, reply);
  }
}

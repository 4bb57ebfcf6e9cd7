import { Controller, Get, Header, Param, Post, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { NewAccount, SessionStarted, type AskToSignUp } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import { WITHOUT_LOG_IN } from '#libs/http/json-body.js';

import { safeNext } from '../../security/safe-next.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Sessions } from '../../sessions/sessions.js';
import { Form } from '../http/forms.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { LogInView, SignUpView } from './login.view.js';

/** Pictures that the first page shows. */
const NEWEST = 5;

const Fields = NewAccount.extend({ next: z.string().max(4096).optional() });
type Fields = z.output<typeof Fields>;

/** The start address, log-in, sign-up, invitations and log-out. The session cookie is set on the reply. */
@Controller()
@UseInterceptors(PageInterceptor)
export class LoginController {
  constructor(
    private readonly sessions: Sessions,
    private readonly inner: InnerClient,
  ) {}

  @Get('/')
  async home(@Req() request: FastifyRequest): Promise<SeeOther> {
    const caller = await this.sessions.caller(request);
    return new SeeOther(caller ? `/${caller.user.name}/list/${NEWEST}` : '/login');
  }

  /** The empty form, or a redirect home for a person who is logged in. */
  @Get('login')
  async logInPage(@Query('next') next: unknown, @Req() request: FastifyRequest): Promise<Page | SeeOther> {
    if (await this.sessions.caller(request)) return new SeeOther('/');
    return new Page(LogInView({ next: nextField(next) }));
  }

  @Post('login')
  logIn(
    @Form(Fields, WITHOUT_LOG_IN) form: Fields,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | SeeOther> {
    return this.startSession('/api/auth/login', LogInView, form, request, reply);
  }

  @Get('signup')
  signUpPage(@Query('next') next: unknown, @Req() request: FastifyRequest): Promise<Page | SeeOther> {
    return this.showSignUp(request, { next });
  }

  /** The link of an invitation: the sign-up form with the token. Opening it doesn't use the invitation up, so link previews do no harm. */
  @Get('invite/:token')
  @Header('x-robots-tag', 'noindex, nofollow')
  invitation(@Param('token') invite: string, @Req() request: FastifyRequest): Promise<Page | SeeOther> {
    return this.showSignUp(request, { invite });
  }

  @Post('signup')
  signUp(
    @Form(Fields, WITHOUT_LOG_IN) form: Fields,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | SeeOther> {
    return this.startSession('/api/auth/signup', SignUpView, form, request, reply);
  }

  /** Ends the session at auth, then in the browser. A cookie that is no longer valid is deleted too. */
  @Post('logout')
  async logOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SeeOther> {
    const caller = await this.sessions.caller(request);
    if (caller) await this.inner.json('auth', 'POST', '/api/auth/logout', { request, caller });
    this.sessions.end(request, reply);
    return new SeeOther('/login');
  }

  /** The sign-up form, or the reason why no account can be created. */
  private async showSignUp(request: FastifyRequest, { next, invite }: { next?: unknown; invite?: string }): Promise<Page | SeeOther> {
    if (await this.sessions.caller(request)) return new SeeOther('/');
    const problem = await this.refusal(request, invite === undefined ? {} : { invite });
    return new Page(SignUpView({ next: nextField(next), invite, problem }), { status: problem?.status });
  }

  /** Calls auth. Sets the cookie and redirects to `next`, or shows the form again with the problem and its status. */
  private async startSession(
    path: string,
    view: typeof LogInView,
    { next, ...credentials }: Fields,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Page | SeeOther> {
    try {
      const headers = this.sessions.deviceHeaders(request);
      const started = await this.inner.json('auth', 'POST', path, { request, headers, body: credentials, answer: SessionStarted });
      this.sessions.start(request, reply, started);
      return new SeeOther(safeNext(next));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const { email, invite } = credentials;
      return new Page(view({ email, invite, next: nextField(next), problem }), problem);
    }
  }

  private async refusal(request: FastifyRequest, body: AskToSignUp): Promise<Problem | null> {
    try {
      await this.inner.json('auth', 'POST', '/admission', { request, body });
      return null;
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 403) return problem;
      throw problem;
    }
  }
}

/** The hidden field `next` of the forms; null when it is the start address anyway. */
function nextField(next: unknown): string | null {
  const path = safeNext(typeof next === 'string' ? next : null);
  return path === '/' ? null : path;
}

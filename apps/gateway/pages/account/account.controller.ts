import type { IncomingHttpHeaders } from 'node:http';

import { Controller, Get, Param, Post, Query, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { MAX_TOKEN_NAME, PasswordChange, SCOPES, TokenMade } from '#libs/api/account.js';

import { InnerClient } from '../../sessions/inner-client.js';
import { Sessions } from '../../sessions/sessions.js';
import { themeCookie, THEMES } from '../components/theme.js';
import { expiryAfter } from '../http/expiry.js';
import { Form } from '../http/forms.js';
import { Call, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { type Page, PageInterceptor, SeeOther } from '../http/page.js';
import { AccountPage, refusalOf, unlessGone } from './account-page.js';
import { doneAt, isDone } from './account.view.js';
import type { TokenForm } from './tokens.view.js';

const ThemeForm = z.strictObject({ theme: z.enum(THEMES) });
type ThemeForm = z.output<typeof ThemeForm>;
const checkbox = z.literal('on').optional();
/** A checkbox for each scope. `days`: how long the token is valid; empty: it never expires. */
const NewTokenForm = z.strictObject({
  name: z.string(),
  read: checkbox,
  upload: checkbox,
  write: checkbox,
  share: checkbox,
  days: z.union([z.literal(''), z.string().regex(/^[1-9]\d{0,3}$/)]),
});
type NewTokenForm = z.output<typeof NewTokenForm>;

/** The account page and its forms: appearance, password, sessions and access tokens. */
@Controller(':user/account')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class AccountController {
  constructor(
    private readonly inner: InnerClient,
    private readonly sessions: Sessions,
    private readonly account: AccountPage,
  ) {}

  /** @param done the form that redirected here; other values are ignored */
  @Get()
  page(@Call() call: OwnerCall, @Query('done') done: unknown): Promise<Page> {
    return this.account.overview(call, isDone(done) ? { done } : {});
  }

  @Post('theme')
  chooseTheme(@Call() { caller }: OwnerCall, @Form(ThemeForm) { theme }: ThemeForm): SeeOther {
    return new SeeOther(`/${caller.user.name}/account/#appearance`, themeCookie(theme));
  }

  @Post('password')
  async changePassword(
    @Call() call: OwnerCall,
    @Form(PasswordChange) body: PasswordChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page | SeeOther> {
    const onHeaders = (answered: IncomingHttpHeaders) => this.sessions.keepDevice(call.request, reply, answered);
    try {
      const headers = this.sessions.deviceHeaders(call.request);
      await this.inner.json('auth', 'POST', '/api/auth/password', { ...call, headers, body, onHeaders });
    } catch (error) {
      const problem = refusalOf(error);
      return this.account.overview(call, { password: problem }, problem);
    }
    return new SeeOther(doneAt(call.caller.user, 'password'));
  }

  /** Logs out another device. For the caller's own session it is a log-out. */
  @Post('sessions/:id/end')
  async endSession(
    @Call() call: OwnerCall,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SeeOther> {
    await unlessGone(this.inner.json('auth', 'DELETE', `/api/auth/sessions/${id}`, call));
    if (id !== call.caller.sessionId) return new SeeOther(doneAt(call.caller.user, 'session'));
    this.sessions.end(request, reply);
    return new SeeOther('/login');
  }

  /** Creates an access token. Answers without a redirect: the token is shown only this once, so nothing may store it. */
  @Post('tokens')
  async createToken(@Call() call: OwnerCall, @Form(NewTokenForm) fields: NewTokenForm): Promise<Page> {
    const { name, days, ...boxes } = fields;
    const form: TokenForm = { name: name.trim(), scopes: SCOPES.filter((scope) => boxes[scope]), days };
    const wrong = wrongWith(form);
    if (wrong) return this.account.overview(call, { token: { ...form, wrong } }, { status: 422 });
    const body = { name: form.name, scopes: form.scopes, expiresAt: expiryAfter(days) };
    let made: TokenMade;
    try {
      made = await this.inner.json('auth', 'POST', '/api/auth/tokens', { ...call, body, answer: TokenMade });
    } catch (error) {
      const problem = refusalOf(error);
      return this.account.overview(call, { token: { ...form, wrong: problem.detail } }, problem);
    }
    return this.account.overview(call, { made }, { status: 201 });
  }

  @Post('tokens/:id/delete')
  async deleteToken(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await unlessGone(this.inner.json('auth', 'DELETE', `/api/auth/tokens/${id}`, call));
    return new SeeOther(doneAt(call.caller.user, 'token'));
  }
}

function wrongWith({ name, scopes }: TokenForm): string | undefined {
  if (name === '') return 'Enter a name, such as the name of the tool.';
  if (name.length > MAX_TOKEN_NAME) return `The name can have at most ${MAX_TOKEN_NAME} characters.`;
  return scopes.length === 0 ? 'Select at least one permission.' : undefined;
}

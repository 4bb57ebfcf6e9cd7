import type { IncomingHttpHeaders } from 'node:http';

import { Controller, Get, Param, Post, Query, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { AccountLogList, MAX_TOKEN_NAME, PasswordChange, SCOPES, SessionList, TokenList, TokenMade } from '#libs/api/account.js';
import { DriveStatus } from '#libs/api/drive.js';
import { Problem } from '#libs/api/errors.js';
import { Usage } from '#libs/api/image.js';

import { PublicUrl } from '../../security/public-url.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Sessions } from '../../sessions/sessions.js';
import { themeCookie, THEMES } from '../components/theme.js';
import { expiryAfter } from '../http/expiry.js';
import { Form } from '../http/forms.js';
import { Call, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { AccountView, doneAt, isDone, type Happened } from './account.view.js';
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
    private readonly publicUrl: PublicUrl,
  ) {}

  /** @param done the form that redirected here; other values are ignored */
  @Get()
  page(@Call() call: OwnerCall, @Query('done') done: unknown): Promise<Page> {
    return this.overview(call, isDone(done) ? { done } : {});
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
      return this.overview(call, { password: problem }, problem);
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
    if (wrong) return this.overview(call, { token: { ...form, wrong } }, { status: 422 });
    const body = { name: form.name, scopes: form.scopes, expiresAt: expiryAfter(days) };
    let made: TokenMade;
    try {
      made = await this.inner.json('auth', 'POST', '/api/auth/tokens', { ...call, body, answer: TokenMade });
    } catch (error) {
      const problem = refusalOf(error);
      return this.overview(call, { token: { ...form, wrong: problem.detail } }, problem);
    }
    return this.overview(call, { made }, { status: 201 });
  }

  @Post('tokens/:id/delete')
  async deleteToken(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await unlessGone(this.inner.json('auth', 'DELETE', `/api/auth/tokens/${id}`, call));
    return new SeeOther(doneAt(call.caller.user, 'token'));
  }

  /** The account page as it is now. @param happened the result of a form, to be shown on it */
  private async overview(
    call: OwnerCall,
    happened: Happened,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Page> {
    const [{ items: sessions }, { items: tokens }, { items: events }, usage, drive] = await Promise.all([
      this.inner.json('auth', 'GET', '/api/auth/sessions', { ...call, answer: SessionList }),
      this.inner.json('auth', 'GET', '/api/auth/tokens', { ...call, answer: TokenList }),
      this.inner.json('auth', 'GET', '/api/auth/log', { ...call, answer: AccountLogList }),
      this.unlessAway(this.inner.json('media', 'GET', '/api/usage', { ...call, answer: Usage })),
      this.unlessAway(this.inner.json('media', 'GET', '/api/drive', { ...call, answer: DriveStatus })),
    ]);
    const address = this.publicUrl.addressOf(call.request);
    return new Page(
      AccountView({ user: call.caller.user, sessions, tokens, events, usage, drive, happened, address, now: new Date() }),
      options,
    );
  }

  /** null while media is away: the other forms work without it. */
  private async unlessAway<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (problem) {
      if (problem instanceof Problem && problem.code !== 'NOT_LOGGED_IN') return null;
      throw problem;
    }
  }
}

/** The reason why auth refused a form. @throws NOT_LOGGED_IN and other errors again: the page can't be shown without a session */
function refusalOf(error: unknown): Problem {
  if (!(error instanceof Problem) || error.code === 'NOT_LOGGED_IN') throw error;
  return error;
}

/** Waits for a removal. What is already gone is no error: the button may have been pressed twice. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== 'NOT_FOUND') throw problem;
  }
}

function wrongWith({ name, scopes }: TokenForm): string | undefined {
  if (name === '') return 'Enter a name, such as the name of the tool.';
  if (name.length > MAX_TOKEN_NAME) return `The name can have at most ${MAX_TOKEN_NAME} characters.`;
  return scopes.length === 0 ? 'Select at least one permission.' : undefined;
}

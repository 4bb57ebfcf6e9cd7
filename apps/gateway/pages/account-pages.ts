import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { LoggedIn, NewAccount, type AskToSignUp } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';

import { InnerClient } from '../sessions/inner-client.js';
import { safeNext } from '../security/safe-next.js';
import { Sessions } from '../sessions/sessions.js';
import { LogInView, SignUpView } from './account-form.js';
import { readForm } from './read-form.js';
import { seeOther, sendPage } from './send-page.js';

const Fields = NewAccount.extend({ next: z.string().max(4096).optional() });

/** What log-in and sign-up have in common: all but their form and the call behind it. */
@Injectable()
export class AccountPages {
  constructor(
    private readonly sessions: Sessions,
    private readonly inner: InnerClient,
  ) {}

  /** The empty log-in; whoever is logged in already is sent home. */
  async showLogIn(request: FastifyRequest, reply: FastifyReply, next: unknown): Promise<void> {
    if (await this.sessions.caller(request)) return seeOther(reply, '/');
    await sendPage(reply, LogInView({ next: nextField(next) }));
  }

  /** The same for a new account, or why none can be made. @param invite the token of an invitation */
  async showSignUp(request: FastifyRequest, reply: FastifyReply, { next, invite }: { next?: unknown; invite?: string }): Promise<void> {
    if (await this.sessions.caller(request)) return seeOther(reply, '/');
    const problem = await this.refusal(request, invite === undefined ? {} : { invite });
    await sendPage(reply, SignUpView({ next: nextField(next), invite, problem }), problem?.status);
  }

  /** Starts a session and goes on to `next`, or shows the form again with what is wrong, under the status that says it. */
  async submit(view: typeof LogInView, path: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { next, ...credentials } = await readForm(request, reply, Fields);
    try {
      const loggedIn = await this.inner.json('auth', 'POST', path, { request, body: credentials, answer: LoggedIn });
      this.sessions.start(request, reply, loggedIn);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      void reply.headers(problem.headers);
      return sendPage(
        reply,
        view({ email: credentials.email, invite: credentials.invite, next: nextField(next), problem }),
        problem.status,
      );
    }
    await seeOther(reply, safeNext(next));
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

/** What the form carries along; nothing where the way leads home anyhow. */
function nextField(next: unknown): string | null {
  const path = safeNext(typeof next === 'string' ? next : null);
  return path === '/' ? null : path;
}

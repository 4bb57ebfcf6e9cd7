import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import { IMAGE_ID } from '#libs/api/image.js';

import { Sessions, type Caller } from '../../sessions/sessions.js';

/** A request after OwnerGuard. */
export type OwnerRequest = FastifyRequest<{ Params: { user?: string; id?: string } }> & { caller?: Caller };

/** What a call of InnerClient needs to know about the request for a page: the request itself and who sent it. */
export interface OwnerCall {
  request: FastifyRequest;
  caller: Caller;
}

/** The same answer for another person's page, a missing image and an invalid id, so that nobody learns which of them it is. */
export const notFound = () => new Problem('NOT_FOUND', 'There is nothing at this address, or it is not yours.');

/** The result of a list call. An invalid cursor in the address of a page is NOT_FOUND. @throws Problem */
export async function orNotFound<T>(list: Promise<T>): Promise<T> {
  try {
    return await list;
  } catch (problem) {
    throw problem instanceof Problem && problem.code === 'BAD_REQUEST' ? notFound() : problem;
  }
}

/** Admits only the person whose name is in the path. PageErrorsFilter redirects requests without a session to the log-in. */
@Injectable()
export class OwnerGuard implements CanActivate {
  constructor(private readonly sessions: Sessions) {}

  /** @throws Problem NOT_LOGGED_IN, NOT_FOUND */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OwnerRequest>();
    const caller = await this.sessions.caller(request);
    if (!caller) throw new Problem('NOT_LOGGED_IN', 'Log in to see this page.');
    request.caller = caller;
    if (request.params.user !== caller.user.name) throw notFound();
    if (request.params.id !== undefined && !IMAGE_ID.test(request.params.id)) throw notFound();
    return true;
  }
}

/** The OwnerCall of the request, in a controller with OwnerGuard. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): OwnerCall => {
  const request = context.switchToHttp().getRequest<OwnerRequest>();
  if (!request.caller) throw new Error('this controller has no OwnerGuard');
  return { request, caller: request.caller };
});

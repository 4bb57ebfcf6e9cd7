import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { IMAGE_ID } from '#libs/contract/image.js';
import { Problem } from '#libs/contract/errors.js';

import { Sessions, type Caller } from '../sessions/sessions.js';

/** A request whose caller was looked up. */
export type Visited = FastifyRequest<{ Params: { user?: string; id?: string } }> & { caller?: Caller };

/** Said of another's page, of a picture that is not there and of a nonsense id alike, so that nobody learns which of them it is. */
export const notFound = () => new Problem('NOT_FOUND', 'There is nothing at this address, or it is not yours.');

/** What a page says of a problem: an address with a cursor that is none is one where nothing is. */
export function orNotFound(problem: unknown): unknown {
  return problem instanceof Problem && problem.code === 'BAD_REQUEST' ? notFound() : problem;
}

/** Lets only the person in whose name stands in the path. Without a session the filter of the gateway shows the way to the log-in. */
@Injectable()
export class OwnPage implements CanActivate {
  constructor(private readonly sessions: Sessions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Visited>();
    const caller = await this.sessions.caller(request);
    if (!caller) throw new Problem('NOT_LOGGED_IN', 'Log in to see this page.');
    request.caller = caller;
    if (request.params.user !== caller.user.name) throw notFound();
    if (request.params.id !== undefined && !IMAGE_ID.test(request.params.id)) throw notFound();
    return true;
  }
}

/** Who looks at the page, in a controller behind OwnPage. */
export const Owner = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<Visited>();
  if (!caller) throw new Error('this page is not behind OwnPage');
  return caller;
});

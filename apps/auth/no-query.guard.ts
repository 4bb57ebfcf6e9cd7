import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { NoQuery } from '#libs/contract/image.js';
import { validate } from '#libs/http/validate.js';

/** No call of auth takes a query: a misspelt or misplaced name is an error, not silence. */
@Injectable()
export class NoQueryGuard implements CanActivate {
  /** @throws Problem BAD_REQUEST */
  canActivate(context: ExecutionContext): boolean {
    validate(NoQuery, { ...(context.switchToHttp().getRequest<FastifyRequest>().query as object) }, 'The query');
    return true;
  }
}

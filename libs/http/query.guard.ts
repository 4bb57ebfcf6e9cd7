import { Injectable, SetMetadata, StandardSchemaValidationPipe, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';

import { NoQuery } from '#libs/api/image-queries.js';

import { invalid, validate } from './validate.js';

const WHAT = 'The query';
const READS_QUERY = 'reads query';

/** Marks a handler that reads the query from the request itself, so that `QueryGuard` lets any query through to it. */
export const ReadsQuery = () => SetMetadata(READS_QUERY, true);

/** Refuses a query on every route whose handler has no `@Query` parameter: a misspelt or misplaced name is an error. */
@Injectable()
export class QueryGuard implements CanActivate {
  /** @throws Problem BAD_REQUEST that names the query parameters */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    if (Object.keys(query as object).length > 0 && !takesQuery(context)) validate(NoQuery, query, WHAT);
    return true;
  }
}

function takesQuery(context: ExecutionContext): boolean {
  const handler = context.getHandler();
  if (Reflect.getMetadata(READS_QUERY, handler)) return true;
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {}) as object;
  return Object.keys(parameters).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}

/** Validates each `@Query({ schema })` parameter. Errors are a Problem BAD_REQUEST that names the first issue. */
export class QueryPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: ([issue]) => invalid(WHAT, issue) });
  }

  /** Keeps `__proto__`, `constructor` and `prototype`: the strict schemas refuse them like any unknown name. */
  protected override stripProtoKeys(): void {}
}

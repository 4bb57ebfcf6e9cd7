import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Problem } from '#libs/contract/errors.js';

/** The value as the schema gives it back. @throws Problem BAD_REQUEST naming the first thing that is wrong */
export function validate<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.length ? `${what}: ${issue.path.join('.')}` : what;
  throw new Problem('BAD_REQUEST', `${where}: ${issue?.message ?? 'not valid'}.`);
}

/** The query of the request, checked by the schema. */
export const CheckedQuery = createParamDecorator((schema: z.ZodType, context: ExecutionContext) =>
  validate(schema, { ...(context.switchToHttp().getRequest<FastifyRequest>().query as object) }, 'The query'),
);

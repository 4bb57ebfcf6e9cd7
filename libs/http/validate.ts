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
export const CheckedQuery = (schema: z.ZodType) => QueryCheckedBy({ checkedBy: schema });

/** Takes the schema in an object: Nest would take a bare one for a pipe, since it has a method `transform`. */
const QueryCheckedBy = createParamDecorator(({ checkedBy }: { checkedBy: z.ZodType }, context: ExecutionContext) =>
  validate(checkedBy, { ...(context.switchToHttp().getRequest<FastifyRequest>().query as object) }, 'The query'),
);

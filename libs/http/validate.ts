import type { z } from 'zod';

import { Problem } from '#libs/api/errors.js';

/** Returns the schema's output. @throws Problem BAD_REQUEST that names the first issue */
export function validate<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(what, result.error.issues[0]);
}

interface Issue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
}

/** `what` names the value that was validated, such as "The body". */
export function invalid(what: string, issue: Issue | undefined): Problem {
  const where = issue?.path?.length ? `${what}: ${issue.path.join('.')}` : what;
  return new Problem('BAD_REQUEST', `${where}: ${issue?.message ?? 'not valid'}.`);
}

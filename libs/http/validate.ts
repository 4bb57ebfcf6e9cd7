import type { z } from 'zod';

import { Problem } from '#libs/api/errors.js';

/** Returns the schema's output. @throws Problem BAD_REQUEST that names the first issue */
export function validate<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value, { error: missing });
  if (result.success) return result.data;
  throw invalid(what, result.error.issues[0]);
}

const MISSING = 'is missing';

/** For a field that is not there zod's own message is "expected string, received undefined". */
function missing({ code, input }: { code?: string; input?: unknown }): string | undefined {
  return code === 'invalid_type' && input === undefined ? MISSING : undefined;
}

interface Issue {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
}

/** `what` names the value that was validated, such as "The body". */
export function invalid(what: string, issue: Issue | undefined): Problem {
  const where = issue?.path?.length ? `${what}: ${issue.path.join('.')}` : what;
  const message = issue?.message ?? 'not valid';
  return new Problem('BAD_REQUEST', message === MISSING ? `${where} ${MISSING}.` : `${where}: ${message}.`);
}

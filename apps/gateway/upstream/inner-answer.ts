import { Problem } from '#libs/contract/errors.js';
import { ProblemJson } from '#libs/contract/problem.js';

export interface InnerAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** The problem an inner service answered with, to be answered again. */
export function problemOf({ status, headers, text }: InnerAnswer): Problem {
  const body = ProblemJson.safeParse(jsonOf(text));
  if (!body.success) {
    return new Problem('UNAVAILABLE', 'A part of the drive does not work right now. Try again in a moment.', {
      retryAfter: 5,
      cause: new Error(`an inner service answered ${status} with something that is no problem+json`),
    });
  }
  const retryAfter = Number(headers['retry-after']);
  return new Problem(body.data.code, body.data.detail, retryAfter > 0 ? { retryAfter } : {});
}

/** What the text says, or undefined when it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

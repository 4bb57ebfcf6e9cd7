import { z } from 'zod';

/** Control characters and line breaks, as ranges that generators of every language read: \p{Cc} is known to few. */
const BREAKS = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029`;

/** A name that a person gives, on one line; spaces around it are removed. @param max in UTF-16 units */
export function name(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'no control characters')
    .meta({ override: { pattern: `^[^${BREAKS}]*$` } });
}

/** A name that is not empty, nor of spaces alone. @param max in UTF-16 units */
export function filledName(max: number) {
  return name(max)
    .min(1)
    .meta({ override: { pattern: String.raw`^[^${BREAKS}]*[^${BREAKS}\s][^${BREAKS}]*$` } });
}

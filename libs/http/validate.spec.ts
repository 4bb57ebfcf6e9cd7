import { expect, it } from 'vitest';
import { z } from 'zod';

import { validate } from './validate.js';

const Body = z.strictObject({ name: z.string(), tags: z.array(z.strictObject({ id: z.string() })).optional() });
const detailOf = (value: unknown) => {
  try {
    return validate(Body, value, 'The body');
  } catch (error) {
    return (error as Error).message;
  }
};

it.each([
  [{}, 'The body: name is missing.'],
  [{ name: 'a', tags: [{}] }, 'The body: tags.0.id is missing.'],
  [undefined, 'The body is missing.'],
  [{ name: 1 }, 'The body: name: Invalid input: expected string, received number.'],
  [{ name: 'a', other: 1 }, 'The body: Unrecognized key: "other".'],
])('of %j it says what is wrong', (value, detail) => {
  expect(detailOf(value)).toContain(detail);
});

import { expect, it } from 'vitest';

import { together } from './operations.js';

it('steps that run together have all ended when the first failure is reported', async () => {
  const slow = Promise.withResolvers<void>();
  const outcome = together(Promise.reject(new Error('the disk is full')), slow.promise).then(
    () => 'done',
    (error: Error) => error.message,
  );
  // As many turns of the event loop as a failure that does not wait for the other step needs, and more.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(await Promise.race([outcome, 'not yet'])).toBe('not yet');
  slow.resolve();
  expect(await outcome).toBe('the disk is full');
});

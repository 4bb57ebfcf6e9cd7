import { expect, it } from 'vitest';

import { SharedCalls } from './shared-calls.js';

/** Calls that the test ends, and their number. */
function calls() {
  const made: PromiseWithResolvers<number>[] = [];
  const shared = new SharedCalls<number>();
  const call = (key = 'a') =>
    shared.call(key, () => {
      const one = Promise.withResolvers<number>();
      made.push(one);
      return one.promise;
    });
  return { made, call };
}

it('shares the call after the one under way, never that one', async () => {
  const { made, call } = calls();
  const first = call();
  const late = [call(), call(), call()];
  expect(made).toHaveLength(1);
  made[0]!.resolve(1);
  expect(await first).toBe(1);
  expect(made).toHaveLength(2);
  // The second is under way.
  const last = call();
  made[1]!.resolve(2);
  expect(await Promise.all(late)).toEqual([2, 2, 2]);
  made[2]!.resolve(3);
  expect(await last).toBe(3);
  const after = call();
  expect(made).toHaveLength(4);
  made[3]!.resolve(4);
  expect(await after).toBe(4);
});

it('keeps what is asked apart', async () => {
  const { made, call } = calls();
  const both = [call('a'), call('b')];
  expect(made).toHaveLength(2);
  made[1]!.resolve(2);
  made[0]!.resolve(1);
  expect(await Promise.all(both)).toEqual([1, 2]);
});

it('makes the next call after one that failed as well', async () => {
  const { made, call } = calls();
  const first = call();
  const second = call();
  made[0]!.reject(new Error('failed'));
  await expect(first).rejects.toThrow('failed');
  made[1]!.resolve(2);
  expect(await second).toBe(2);
});

import { expect, it } from 'vitest';

import { together, WritesByOwner } from './operations.js';

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

it('of one owner two objects are written at a time, and what they make wait stands before nothing of another', async () => {
  const writes = new WritesByOwner();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const write = (key: string) =>
    writes.run(key, async () => {
      begun.push(key);
      await new Promise<void>((resolve) => ends.set(key, resolve));
    });
  const keys = ['ada/1/original', 'ada/2/original', 'ada/3/original', 'transforms/ada/1/a/b', 'removed/ada/4'];
  const all = [...keys, 'bob/1/original', 'transforms/bob/1/a/b', 'removed/bob/1'].map(write);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['ada/1/original', 'ada/2/original', 'bob/1/original', 'transforms/bob/1/a/b']);
  ends.get('bob/1/original')!();
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun.slice(4)).toEqual(['removed/bob/1']);
  const endNext = async (n: number) => {
    ends.get(begun[n]!)!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (let n = 0; n < all.length; n++) await endNext(n);
  await Promise.all(all);
  expect(begun.slice(5)).toEqual(keys.slice(2));
});

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

it('of one owner three objects are written at a time, and what they make wait stands before nothing of another', async () => {
  const writes = new WritesByOwner();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const write = (key: string) =>
    writes.run(key, async () => {
      begun.push(key);
      await new Promise<void>((resolve) => ends.set(key, resolve));
    });
  const end = async (key: string) => {
    ends.get(key)!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const ada = ['ada/1/original', 'ada/2/original', 'transforms/ada/1/a/b', 'removed/ada/4', 'ada/5/original'];
  const bob = ['bob/1/original', 'transforms/bob/1/a/b', 'removed/bob/1'];
  const all = [...ada, ...bob, 'eve/1/original'].map(write);
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([...ada.slice(0, 3), ...bob]);
  await end(bob[0]!);
  expect(begun.slice(6)).toEqual(['eve/1/original']);
  await end(bob[1]!);
  expect(begun).toHaveLength(7);
  for (const key of [ada[0]!, ada[1]!, ada[2]!, bob[2]!, 'eve/1/original', ada[3]!, ada[4]!]) await end(key);
  await Promise.all(all);
  expect(begun.slice(7)).toEqual(ada.slice(3));
});

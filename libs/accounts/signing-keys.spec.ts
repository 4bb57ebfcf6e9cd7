import { describe, expect, it } from 'vitest';

import { keysNow, makeNextKey, makeUrgentKey, predecessorsEnd } from './signing-keys.js';

const AT = Date.parse('2026-06-01T12:00:00Z');
const key = (id: string, seconds: number) => ({ id, privateKey: id, createdAt: new Date(AT), signsFrom: new Date(AT + seconds * 1000) });
const now = (keys: ReturnType<typeof key>[], seconds: number) => {
  const { signing, verifying, ended } = keysNow(keys, new Date(AT + seconds * 1000));
  return [signing.id, verifying.map(({ id }) => id).join(), ended.map(({ id }) => id).join()];
};

describe('keysNow', () => {
  // A minute for the last token of the old key, five in which it is accepted after its end, five for a clock that is behind.
  it.each<[number, string[]]>([
    [-1000, ['old', 'old,new', '']],
    [-0.001, ['old', 'old,new', '']],
    [0, ['new', 'old,new', '']],
    [659.999, ['new', 'old,new', '']],
    [660, ['new', 'new', 'old']],
    [1e6, ['new', 'new', 'old']],
  ])('%d seconds after the new key signs: %j', (seconds, expected) => {
    expect(now([key('old', -1e5), key('new', 0)], seconds)).toEqual(expected);
  });

  it.each<[string, number[], string[]]>([
    ['a key that will sign signs when it is the only one', [50], ['0', '0', '']],
    ['the last of several that sign does, and all before it verify for a while', [-9000, -300, -10, 300], ['2', '0,1,2,3', '']],
    ['what ended long ago ends together', [-9000, -8000, -700, 300], ['2', '2,3', '0,1']],
  ])('%s', (_, seconds, expected) => {
    expect(
      now(
        seconds.map((from, number) => key(String(number), from)),
        0,
      ),
    ).toEqual(expected);
  });
});

it('a next key signs when it is known by every clock, an urgent one at once by every clock', async () => {
  const before = Date.now();
  const [next, urgent] = [await makeNextKey(), await makeUrgentKey()];
  // Five minutes of a clock that is ahead, and one in which all read it.
  expect(next.signsFrom.getTime()).toBeGreaterThanOrEqual(before + 360_000);
  expect(urgent.signsFrom.getTime()).toBeLessThanOrEqual(Date.now() - 300_000);
  expect(predecessorsEnd(next).getTime() - next.signsFrom.getTime()).toBe(660_000);
  expect(next.id).toMatch(/^[\w-]{43}$/);
  expect(next.id).not.toBe(urgent.id);
});

import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { SigningKey, SigningKeyRepository } from '#libs/ports/signing-key-repository.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { openDatabases } from './databases.fixture.js';
import { revokeKeys, rotateKeys } from './rotate-keys.command.js';

const DAY = 24 * 3600 * 1000;

let signingKeys: SigningKeyRepository;
let close: () => Promise<void>;
beforeEach(async () => {
  const opened = await openDatabases();
  ({ signingKeys } = opened.databases);
  ({ close } = opened);
  await signingKeys.findOrInsert(async () => old);
});
afterEach(() => close());

const old: SigningKey = { id: 'old', privateKey: 'pem', createdAt: new Date(Date.now() - DAY), signsFrom: new Date(Date.now() - DAY) };
const stored = () => signingKeys.findOrInsert(() => Promise.reject(new Error('none')));
const ids = async () => (await stored()).map(({ id }) => id);

async function run(command: (terminal: Terminal) => Promise<void>): Promise<string[]> {
  const stdout = new PassThrough();
  const printed = text(stdout);
  await command(new Terminal({ stdin: new PassThrough(), stdout }));
  stdout.end();
  return (await printed).trim().split('\n');
}
const rotate = () => run((terminal) => rotateKeys(signingKeys, terminal));
const revoke = () => run((terminal) => revokeKeys(signingKeys, terminal, 0));

it('adds a key that will sign, keeps the old one, and says when which counts', async () => {
  const printed = await rotate();
  const [first, next] = await stored();
  expect(first).toEqual(old);
  expect(next!.signsFrom.getTime()).toBeGreaterThan(Date.now() + 300_000);
  expect(printed).toEqual([
    'A new key was added. Nobody is logged out.',
    expect.stringMatching(new RegExp(`^It signs from [-0-9]+ [0-9:]+ UTC on: ${next!.id}$`)),
    expect.stringMatching(/^The old key is accepted until [-0-9]+ [0-9:]+ UTC; then the running drive removes it\.$/),
    'To remove a key that was stolen now: npm run admin -- rotate-keys --revoke',
  ]);
});

it('a second one while the first waits changes nothing and tells of the first', async () => {
  const first = await rotate();
  const before = await stored();
  expect((await rotate()).slice(1)).toEqual(first.slice(1));
  expect(await stored()).toEqual(before);
});

it('two at the same moment leave keys that all count', async () => {
  await Promise.all([rotate(), rotate()]);
  expect((await ids())[0]).toBe('old');
  expect((await ids()).length).toBeLessThanOrEqual(3);
});

it('--revoke leaves one key, which signs at once, also during a rotation', async () => {
  await rotate();
  const printed = await revoke();
  const [next, ...more] = await stored();
  expect(more).toEqual([]);
  expect(next!.signsFrom.getTime()).toBeLessThan(Date.now() - 299_000);
  expect(printed[0]).toBe(`A new key signs now: ${next!.id}`);
  expect(printed.at(-1)).toBe('Old keys removed: 2. Nobody is logged out. In 60 seconds no service accepts one of them.');
});

it('--revoke has the new key sign before it removes the others', async () => {
  await rotate();
  const remove = signingKeys.remove.bind(signingKeys);
  let last: string | undefined;
  signingKeys.remove = async (removed) => {
    last = (await ids()).at(-1);
    expect(removed).not.toContain(last);
    expect((await stored()).every(({ signsFrom }) => signsFrom.getTime() < Date.now() - 299_000)).toBe(true);
    await remove(removed);
  };
  await revoke();
  expect(await ids()).toEqual([last]);
});

it('--revoke cut off before the end is repeated', async () => {
  const remove = signingKeys.remove.bind(signingKeys);
  signingKeys.remove = () => Promise.reject(new Error('cut off'));
  await expect(revoke()).rejects.toThrow('cut off');
  signingKeys.remove = remove;
  expect(await ids()).toHaveLength(2);
  await revoke();
  expect(await ids()).toHaveLength(1);
});

it('two --revoke at the same moment leave a key', async () => {
  await Promise.all([revoke(), revoke(), revoke()]);
  expect((await ids()).length).toBeGreaterThanOrEqual(1);
  expect(await ids()).not.toContain('old');
});

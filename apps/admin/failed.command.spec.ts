import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';
import { Terminal } from '#libs/terminal/terminal.js';

import type { Databases } from './databases.js';
import { openDatabases } from './databases.fixture.js';
import { listFailed } from './failed.command.js';

let databases: Databases;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ databases, close } = await openDatabases());
  for (const name of ['ada', 'bob'])
    await databases.users.insert({ id: `u-${name}`, name, email: `${name}@example.org`, passwordHash: 'x', createdAt: new Date() });
  const reason = { code: 'BROKEN_IMAGE', detail: 'It is damaged.' };
  const rows = [
    { id: '1-failed', owner: 'u-ada', name: 'a.jpg', state: 'rejected', reason },
    { id: '1-ready', owner: 'u-ada', name: 'b.jpg', state: 'ready' },
    { id: '1-trashed', owner: 'u-ada', name: 'c.jpg', state: 'rejected', reason, deletedAt: new Date() },
    { id: '2-failed', owner: 'u-bob', name: 'd.jpg', state: 'rejected', reason },
  ] as const;
  for (const row of rows) await databases.images.insert(imageRow(row));
});
afterEach(() => close());

async function run(options: { email?: string; retry?: boolean }): Promise<string[]> {
  const stdout = new PassThrough();
  const printed = text(stdout);
  await listFailed(databases, { email: undefined, retry: false, ...options }, new Terminal({ stdin: new PassThrough(), stdout }));
  stdout.end();
  return (await printed).trim().split('\n');
}
const states = async () => Promise.all(['1-failed', '1-trashed', '2-failed'].map(async (id) => (await databases.images.find(id))!.state));

it('lists the failed pictures of all accounts, and changes nothing', async () => {
  const hint = '2 pictures have failed. To try again, for example after an update: npm run admin -- failed --retry';
  expect(await run({})).toEqual(['ada  1-failed  BROKEN_IMAGE  a.jpg', 'bob  2-failed  BROKEN_IMAGE  d.jpg', hint]);
  expect(await states()).toEqual(['rejected', 'rejected', 'rejected']);
});

it('tries those of one account again', async () => {
  const retried = 'One picture has failed; 1 will be tried again at the next maintenance of the running drive.';
  expect(await run({ email: 'ada@example.org', retry: true })).toEqual(['ada  1-failed  BROKEN_IMAGE  a.jpg', retried]);
  expect(await states()).toEqual(['processing', 'rejected', 'rejected']);
  expect(await databases.images.find('1-failed')).toMatchObject({ reason: null, generation: 2 });
});

it('says when nothing has failed, and which account is unknown', async () => {
  await run({ retry: true });
  expect(await run({})).toEqual(['No picture has failed.']);
  await expect(run({ email: 'eve' })).rejects.toThrow('There is no account eve.');
});

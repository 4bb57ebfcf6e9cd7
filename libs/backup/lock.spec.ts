import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { FileObjectStore } from '#libs/infra/file/object-store.js';

import { BackupLock } from './lock.js';
import { putBytes } from './put-bytes.js';

let folder: string;
let store: FileObjectStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-lock-'));
  store = await FileObjectStore.open(join(folder, 'store'));
});
afterEach(() => rm(folder, { recursive: true }));
const take = () => BackupLock.take(store, folder, 2_000);
const holder = 'lock/000000001/holder';

it('is free again when it was released', async () => {
  await (await take()).release();
  expect(await Array.fromAsync(store.list('lock/'))).toEqual([]);
  const lock = await take();
  await lock.assertHeld();
  await lock.release();
});

it('of several takers at once one gets it, and the others hear that it is taken while its holder lives', async () => {
  const results = await Promise.allSettled([BackupLock.take(store, folder), BackupLock.take(store, folder)]);
  const held = results.find((result) => result.status === 'fulfilled');
  const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as Error).message);
  expect(refused).toEqual(['Another backup is writing there. Run the command again when it has ended.']);
  await held!.value.assertHeld();
  await held!.value.release();
});

it('of a holder elsewhere that gives no sign of life is taken over, and the holder hears of it before its next step', async () => {
  const old = await take();
  // As it would look from another machine.
  await putBytes(store, folder, holder, 'another machine', { replace: true });
  const lock = await take();
  await lock.assertHeld();
  await expect(old.assertHeld()).rejects.toThrow('Another backup took over');
  await Promise.all([old.release(), lock.release()]);
});

it('of a process of this machine that has ended is taken over at once', async () => {
  const child = spawn('sleep', ['60']);
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const start = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[19];
  await putBytes(store, folder, holder, [boot, await readlink('/proc/self/ns/pid'), child.pid, start].join(' '));
  child.kill('SIGKILL');
  await once(child, 'exit');
  // With the time after which any holder counts as gone it would fail here.
  const lock = await BackupLock.take(store, folder, 3_600_000);
  await lock.assertHeld();
  await lock.release();
});

import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

import { ObjectExists, ObjectNotFound } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { CommandError } from '#libs/terminal/command-error.js';

import { putBytes } from './put-bytes.js';

const LOCKS = 'lock/';
/** Milliseconds between two signs of life of a holder. */
const BEAT = 5_000;
/** Milliseconds without a sign of life, on the clock of the one who waits, after which a lock is taken over. */
const STALE = 60_000;
const POLL = 2_000;

/**
 * The lock of a backup, for one writer at a time, by objects alone. Each holder takes the next number, by creating an object that nobody
 * can create twice; the highest number holds the lock. The holder keeps changing an object beside it. Nobody compares clocks: who waits
 * measures with its own how long that object stays the same. The lock of a process of this machine that has ended is taken over at once.
 */
export class BackupLock {
  private beats = 0;
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly store: ObjectStore,
    private readonly tmpDir: string,
    private readonly number: number,
  ) {
    // A missed beat does no harm as long as others follow; `assertHeld` says when it was one too many.
    this.timer = setInterval(() => void this.beat().catch(() => undefined), BEAT).unref();
  }

  /** @throws CommandError when another process holds the lock and is alive */
  static async take(store: ObjectStore, tmpDir: string, stale = STALE): Promise<BackupLock> {
    for (;;) {
      const held = await highest(store);
      if (held > 0 && !(await isOver(store, held, stale))) {
        throw new CommandError('Another backup is writing there. Run the command again when it has ended.');
      }
      try {
        await putBytes(store, tmpDir, key(held + 1, 'holder'), (await thisProcess()) ?? randomUUID());
      } catch (error) {
        // Another one was faster.
        if (error instanceof ObjectExists) continue;
        throw error;
      }
      const lock = new BackupLock(store, tmpDir, held + 1);
      await store.remove(Array.from({ length: Math.min(held, 10) }, (_, n) => [key(held - n, 'holder'), key(held - n, 'beat')]).flat());
      return lock;
    }
  }

  /** To be called before every step that another holder must not see half done. @throws CommandError */
  async assertHeld(): Promise<void> {
    if ((await highest(this.store)) === this.number) return;
    throw new CommandError('Another backup took over, because this one gave no sign of life for a minute. Run the command again.');
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.store.remove([key(this.number, 'holder'), key(this.number, 'beat')]);
  }

  private beat(): Promise<void> {
    return putBytes(this.store, this.tmpDir, key(this.number, 'beat'), String(++this.beats), { replace: true });
  }
}

function key(number: number, name: 'holder' | 'beat'): string {
  return `${LOCKS}${String(number).padStart(9, '0')}/${name}`;
}

/** The number of the last holder; 0: there is none. */
async function highest(store: ObjectStore): Promise<number> {
  let number = 0;
  for await (const listed of store.list(LOCKS)) {
    if (listed.key.endsWith('/holder')) number = Math.max(number, Number(listed.key.split('/')[1]));
  }
  return number;
}

/** Whether the holder has ended, or gives no sign of life. */
async function isOver(store: ObjectStore, number: number, stale: number): Promise<boolean> {
  const holder = await read(store, key(number, 'holder'));
  if (holder === null || (await hasEnded(holder))) return true;
  const beat = await read(store, key(number, 'beat'));
  for (let waited = 0; waited < stale; waited += POLL) {
    await wait(Math.min(POLL, stale));
    if ((await read(store, key(number, 'holder'))) === null) return true;
    if ((await read(store, key(number, 'beat'))) !== beat) return false;
  }
  return true;
}

async function read(store: ObjectStore, name: string): Promise<string | null> {
  try {
    return await text((await store.get(name)).stream);
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

/** This process, in words that no other has: the boot, the process namespace, the id and the start of the process. null: not on Linux. */
async function thisProcess(pid = 'self'): Promise<string | null> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name of the program is in parentheses and may contain spaces. Of what follows, the 20th is the start.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return [boot, await readlink('/proc/self/ns/pid'), stat.split(' ')[0], started].join(' ');
  } catch {
    return null;
  }
}

/** Whether a holder was a process of this machine that runs no more. */
async function hasEnded(holder: string): Promise<boolean> {
  const [own, [boot, namespace, pid]] = [(await thisProcess())?.split(' '), holder.split(' ')];
  if (own?.[0] !== boot || own?.[1] !== namespace || pid === undefined) return false;
  return (await thisProcess(pid)) !== holder;
}

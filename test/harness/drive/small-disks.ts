import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MiB = 2 ** 20;
const FILLER = 'filler';

/** Why there can be no disks of our own here; undefined when there can. */
export const noDisks: string | undefined =
  spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0
    ? undefined
    : 'nobody may mount a disk of their own here';

export type SmallDisks = Awaited<ReturnType<typeof openDisks>>;

/** Disks in memory, of so many MiB on each folder, which only processes see that are started by the wrapper. */
export async function openDisks(sizes: Readonly<Record<string, number>>) {
  const mounts = Object.entries(sizes).map(([folder, size]) => `mkdir -p '${folder}' && mount -t tmpfs -o size=${size}m none '${folder}'`);
  const keeper = spawn('unshare', ['-rm', 'sh', '-c', `${mounts.join(' && ')} && echo mounted && exec sleep infinity`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(keeper.stdout, 'data');
  const wrapper = ['nsenter', '-t', `${keeper.pid}`, '-U', '-m', '-w', '--preserve-credentials'];
  /** A path there, as it is seen from here. */
  const at = (path: string) => join(`/proc/${keeper.pid}/root`, path);

  return {
    /** A command before another, which then sees the disks. */
    wrapper,
    at,
    /** Leaves so many bytes free on the disk of the folder, none unless said. */
    fill: (folder: string, left = 0) => fill(at(join(folder, FILLER)), left),
    /** Makes room again. */
    empty: (folder: string) => rm(at(join(folder, FILLER)), { force: true }),
    run(...command: string[]): void {
      const { status, stderr } = spawnSync(wrapper[0]!, [...wrapper.slice(1), ...command]);
      if (status !== 0) throw new Error(`${command.join(' ')}: ${String(stderr)}`);
    },
    async close() {
      const exit = once(keeper, 'exit');
      keeper.kill('SIGKILL');
      await exit;
    },
  };
}

async function fill(path: string, left: number): Promise<void> {
  const file = await open(path, 'a');
  try {
    const block = Buffer.alloc(MiB, 1);
    // What does not fit is tried in ever smaller parts.
    for (let size = MiB; size >= 1;) {
      const written = await file.write(block, 0, size).catch((error: { code?: string }) => {
        if (error.code !== 'ENOSPC') throw error;
        return { bytesWritten: 0 };
      });
      if (written.bytesWritten < size) size = Math.floor(size / 2);
    }
    if (left > 0) await file.truncate(Math.max(0, (await file.stat()).size - left));
  } finally {
    await file.close();
  }
}

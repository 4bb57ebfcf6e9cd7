import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { frame } from './frames.js';
import { spawnChild, type Profile } from './spawn.js';

const limited = ['/usr/bin/prlimit', '/bin/prlimit'].some((path) => existsSync(path));
const children: ReturnType<typeof spawnChild>[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(profile: Profile): Promise<number> {
  const child = spawnChild(profile, 7);
  children.push(child);
  await once(child.stdio[3] as Readable, 'data');
  return child.pid!;
}

describe.runIf(existsSync('/proc/self/environ'))('a decoder child', () => {
  it('has none of the environment of the drive', async () => {
    vi.stubEnv('SHOEBOX_CANARY', 'a secret');
    const pid = await start('plain');
    vi.unstubAllEnvs();
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter(Boolean)
      .map((entry) => entry.split('=')[0]);
    const given = ['MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_', 'MALLOC_TRIM_THRESHOLD_'];
    expect(names.filter((name) => !given.includes(name!))).toEqual([]);
  });

  it('ends with its parent, also in the middle of a picture', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spawn-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const child = spawnChild('plain', 7);
    children.push(child);
    const channel = child.stdio[3] as Socket;
    const limits = { maxPixels: 1e6, maxJpegPixels: 1e6, maxSide: 1e4 };
    channel.write(frame({ kind: 'render', file: pipe, type: 'image/jpeg', limits, format: 'jpeg', alone: true }));
    // It has opened the pipe, and waits for what never comes.
    const handle = await open(pipe, 'w');
    const ended = once(child, 'exit');
    channel.destroy();
    expect(await ended).toEqual([null, 'SIGKILL']);
    await handle.close();
    rmSync(folder, { recursive: true });
  });

  it('has the niceness that it is given', async () => {
    expect(getPriority(await start('plain'))).toBe(7);
  });

  it.runIf(limited).each<Profile>(['plain', 'wasm'])(
    'of the profile %s has a hard limit of memory, and leaves no core',
    async (profile) => {
      const limits = readFileSync(`/proc/${await start(profile)}/limits`, 'utf8');
      const hard = (name: string) => new RegExp(`^${name} +\\d+ +(\\w+)`, 'm').exec(limits)?.[1];
      expect(Number(hard('Max data size'))).toBeLessThanOrEqual(1_600_000_000);
      expect(hard('Max core file size')).toBe('0');
    },
  );
});

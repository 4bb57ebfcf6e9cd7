import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { inject } from 'vitest';

/** A running drive: the built all-in-one on a folder of its own, or the one that TEST_BASE_URL names. */
export interface TestDrive {
  url: string;
  /** Undefined for a drive that was running already. */
  process?: ChildProcess;
  dataDir?: string;
  /** Where it keeps its objects, as SHOEBOX_STORAGE_URL; undefined when TEST_BASE_URL names a drive and TEST_STORAGE_URL no store. */
  storageUrl?: string | undefined;
  /** Every line it printed. */
  lines: string[];
  /** Stops the process and resolves with its exit code; the data stays. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Stops it and removes its folder. */
  close(): Promise<void>;
}

export interface DriveOptions {
  env?: Record<string, string>;
  /** A folder of an earlier drive, to start on its data again. */
  dataDir?: string;
  /** A command that starts the one given to it, in surroundings of its own. */
  wrapper?: readonly string[];
  /** What starts it, instead of this Node; then `process` is that command. */
  command?: readonly [string, ...string[]];
  /** True: a process group of its own, so that a test can signal all of it, as a terminal does. */
  group?: boolean;
}

const DRIVE = [process.execPath, '--max-semi-space-size=1', 'dist/apps/all-in-one/main.js'] as const;
const READY = /^Shoebox is ready: open (\S+)/;

/** Starts the built drive on a free port. Rejects with what it printed when it ends before it is ready. */
export async function startDrive({
  env = {},
  dataDir,
  wrapper = [],
  command = DRIVE,
  group = false,
}: DriveOptions = {}): Promise<TestDrive> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'shoebox-drive-')));
  const [file, ...args] = [...wrapper, ...command];
  const child = spawn(file!, args, {
    env: { PATH: process.env['PATH'], PORT: '0', SHOEBOX_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  });
  const lines: string[] = [];
  const url = await ready(child, lines);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  };
  const close = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  const storageUrl = env['SHOEBOX_STORAGE_URL'] ?? `file:${join(folder, 'objects')}`;
  return { url, process: child, dataDir: folder, storageUrl, lines, stop, close };
}

/** The drive that TEST_BASE_URL names, or that is there for all files of the run (stack-setup.ts), else a fresh one. */
export async function openDrive(): Promise<TestDrive> {
  const given = process.env['TEST_BASE_URL'] ?? inject('driveUrl');
  if (!given) return startDrive();
  const storageUrl = process.env['TEST_BASE_URL'] ? process.env['TEST_STORAGE_URL'] : inject('storageUrl');
  return { url: given.replace(/\/$/, ''), storageUrl, lines: [], stop: async () => null, close: async () => undefined };
}

function ready(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = (line: string) => {
      lines.push(line);
      const match = READY.exec(line);
      if (match) resolve(match[1]!);
    };
    createInterface({ input: child.stdout! }).on('line', read);
    createInterface({ input: child.stderr! }).on('line', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the drive ended with ${code}:\n${lines.slice(-20).join('\n')}`)));
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { DriveOptions } from './drive.js';

/** The built drive in a process group of its own, so that everything it started can be killed at one stroke, at any moment. */
export class DriveGroup {
  /** Every line it printed. */
  readonly lines: string[] = [];
  /** Its address once it is ready; null when it ended before. */
  readonly url: Promise<string | null>;
  private readonly ended: Promise<unknown>;
  private readonly process: ChildProcess;
  private killed = false;

  constructor({ dataDir, env = {}, wrapper = [], nodeOptions = [] }: DriveOptions & { dataDir: string; nodeOptions?: readonly string[] }) {
    const command = [...wrapper, process.execPath, '--max-semi-space-size=1', ...nodeOptions, 'dist/apps/all-in-one/main.js'];
    this.process = spawn(command[0]!, command.slice(1), {
      env: { PATH: process.env['PATH'], PORT: '0', SHOEBOX_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.ended = once(this.process, 'exit');
    this.url = new Promise((resolve) => {
      const read = (line: string) => {
        this.lines.push(line);
        const match = /^Shoebox is ready: open (\S+)/.exec(line);
        if (match) resolve(match[1]!);
      };
      createInterface({ input: this.process.stdout! }).on('line', read);
      createInterface({ input: this.process.stderr! }).on('line', read);
      void this.ended.then(() => resolve(null));
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Resolves when it is no more, however it ended. */
  async end(): Promise<void> {
    this.killed = true;
    await this.ended;
  }

  /** It ended though nobody killed or stopped it. */
  get crashed(): boolean {
    return !this.killed && (this.process.exitCode !== null || this.process.signalCode !== null);
  }

  /** `kill -9` of the group: the drive and all its children. Resolves when the drive is no more. */
  async kill(): Promise<void> {
    const over = this.process.exitCode !== null || this.process.signalCode !== null;
    if (over) return;
    this.killed = true;
    process.kill(-this.pid, 'SIGKILL');
    await this.ended;
  }

  /** A clean stop; resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (!this.crashed) this.process.kill('SIGTERM');
    this.killed = true;
    await this.ended;
    return this.process.exitCode;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { AppName } from '#libs/config/deployment.js';

export interface AppOptions {
  env?: Record<string, string>;
  /** A file in which it looks names up (hosts.mjs). */
  hosts?: string;
  /** A module that is loaded before the app. */
  preload?: string;
  /** The folder whose build is run: another version of the project, with its packages. */
  root?: string;
}

interface Line {
  msg?: string;
  port?: number;
}

/** One built app in a process of its own. */
export class App {
  /** Every line it printed. */
  readonly lines: string[] = [];
  /** Where it listens for the others; a gateway: for the outside. Rejects with what it printed when it ends before. */
  readonly port: Promise<number>;
  readonly process: ChildProcess;
  private readonly ended: Promise<unknown>;
  private readonly watching = new Set<() => void>();

  constructor(
    readonly name: AppName,
    readonly options: AppOptions,
  ) {
    const { env = {}, hosts, preload, root = '.' } = options;
    const load = [hosts && './test/harness/drive/hosts.mjs', preload].flatMap((module) => (module ? ['--import', module] : []));
    const args = ['--max-semi-space-size=1', ...load, `${root}/dist/apps/${name}/main.js`];
    this.process = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], MALLOC_ARENA_MAX: '1', ...(hosts && { TEST_HOSTS: hosts }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const read = (line: string) => {
      this.lines.push(line);
      for (const look of this.watching) look();
    };
    createInterface({ input: this.process.stdout! }).on('line', read);
    createInterface({ input: this.process.stderr! }).on('line', read);
    this.ended = once(this.process, 'close');
    this.port = this.line(({ msg }) => msg === 'listening').then(({ port }) => port!);
    this.port.catch(() => undefined);
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Resolves when it is no more, however it ended. */
  async end(): Promise<void> {
    await this.ended;
  }

  /** The first line of its log that is like this, at once or when it comes. Rejects when it ends before. */
  async line(is: (line: Line) => boolean): Promise<Line> {
    const find = () =>
      this.lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line)
        .find(is);
    const found = find();
    if (found) return found;
    const { promise, resolve, reject } = Promise.withResolvers<Line>();
    const look = () => {
      const late = find();
      if (late) resolve(late);
    };
    this.watching.add(look);
    void this.ended.then(() => reject(new Error(`${this.name} ended:\n${this.lines.slice(-20).join('\n')}`)));
    return promise.finally(() => this.watching.delete(look));
  }

  /** Ends it and resolves with its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    // A process that was stopped takes no other signal.
    this.process.kill('SIGCONT');
    await this.ended;
    return this.process.exitCode;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { PASSWORD, type Client } from '../http/client.js';

/** The built command line of one person, with a folder of settings of its own. */
export class Cli {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Cli> {
    return new Cli(await mkdtemp(join(tmpdir(), 'shoebox-cli-')));
  }

  static async loggedIn(client: Client): Promise<Cli> {
    const cli = await Cli.open();
    const { code, errors } = await cli.run(['login', client.url], `${client.user.email}\n${PASSWORD}\n`);
    if (code !== 0) throw new Error(`login ended with ${code}: ${errors}`);
    return cli;
  }

  /** Runs one command to its end. */
  async run(args: readonly string[], input = '') {
    const started = this.start(args);
    started.process.stdin!.on('error', () => undefined).end(input);
    return started.ended;
  }

  start(args: readonly string[]) {
    const child = spawn(process.execPath, ['dist/apps/cli/main.js', ...args], {
      env: { PATH: process.env['PATH'], XDG_CONFIG_HOME: this.folder },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const errors: string[] = [];
    const waiting: { has: string; resolve: () => void }[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      for (const { has, resolve } of waiting) if (line.includes(has)) resolve();
    });
    createInterface({ input: child.stderr! }).on('line', (line) => errors.push(line));
    const ended = (async () => {
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      return { code, signal, lines, out: lines.join('\n'), errors: errors.join('\n') };
    })();
    /** The first line that has this, at once or when it comes. */
    const line = async (has: string) => {
      if (lines.some((one) => one.includes(has))) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ has, resolve });
      await Promise.race([promise, ended.then(({ errors: said }) => Promise.reject(new Error(`it ended without "${has}": ${said}`)))]);
    };
    return { process: child as ChildProcess, ended, line };
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../http/until.js';
import { freePort } from './free-port.js';

const S3_USER = 'shoebox';
const S3_PASSWORD = 'shoebox-secret';
/** Milliseconds for a server to open its port. */
const START_TIMEOUT = 60_000;

interface Kind {
  /** Succeeds where the server is installed. */
  installed: readonly [string, ...string[]];
  command: (port: number, folder: string) => readonly [string, ...string[]];
  url: (port: number) => string;
}

const KINDS = {
  redis: {
    installed: ['redis-server', '--version'],
    command: (port, folder) =>
      `redis-server --port ${port} --bind 127.0.0.1 --dir ${folder} --appendonly yes --maxmemory-policy noeviction`.split(' ') as [string],
    url: (port) => `redis://127.0.0.1:${port}`,
  },
  s3: {
    installed: ['minio', '--version'],
    command: (port, folder) => ['minio', 'server', folder, '--address', `127.0.0.1:${port}`, '--quiet'],
    url: (port) => `http://${S3_USER}:${S3_PASSWORD}@127.0.0.1:${port}`,
  },
  versitygw: {
    installed: ['versitygw', '--version'],
    command: (port, folder) => ['versitygw', '--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder],
    url: (port) => `http://${S3_USER}:${S3_PASSWORD}@127.0.0.1:${port}`,
  },
  mongo: {
    installed: ['python3', '-c', 'import secantus'],
    command: (port, folder) => {
      const start = ['python3', '-c', 'from secantus.cli import main; main()', '--standalone', '--sync-on-commit'] as const;
      return [...start, '--host', '127.0.0.1', '--port', String(port), '--storage-path', folder];
    },
    url: (port) => `mongodb://127.0.0.1:${port}`,
  },
} as const satisfies Record<string, Kind>;

export type OwnKind = keyof typeof KINDS;

export function isInstalled(kind: OwnKind): boolean {
  const [command, ...args] = KINDS[kind].installed;
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Which of the servers that a stack needs are not installed here, in one sentence; null when all are. */
export function missingOwnServers(): string | null {
  const missing = (['redis', 's3', 'mongo'] as const).filter((kind) => !isInstalled(kind));
  return missing.length === 0 ? null : `no server of its own to kill for ${missing.join(', ')}`;
}

/** A real server of this suite alone, so that it can be killed and started again on its data. */
export class OwnServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly kind: OwnKind,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(kind: OwnKind): Promise<OwnServer> {
    const folder = await mkdtemp(join(tmpdir(), `shoebox-${kind}-`));
    await mkdir(folder, { recursive: true });
    const server = new OwnServer(kind, await freePort(), folder);
    await server.start();
    return server;
  }

  get url(): string {
    return KINDS[this.kind].url(this.port);
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const [command, ...args] = KINDS[this.kind].command(this.port, this.folder);
    const minio = { MINIO_ROOT_USER: S3_USER, MINIO_ROOT_PASSWORD: S3_PASSWORD };
    const versitygw = { ROOT_ACCESS_KEY: S3_USER, ROOT_SECRET_KEY: S3_PASSWORD };
    const env = { ...process.env, ...minio, ...versitygw };
    this.process = spawn(command, args, { env, stdio: 'ignore' });
    await until(async () => ((await this.accepts()) ? true : null), START_TIMEOUT);
  }

  async kill(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Stands still, with its connections open. */
  pause(): void {
    this.process?.kill('SIGSTOP');
  }

  resume(): void {
    this.process?.kill('SIGCONT');
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async accepts(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return open;
  }
}

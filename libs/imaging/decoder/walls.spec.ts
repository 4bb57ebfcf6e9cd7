import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { spawnChild } from './spawn.js';
import { wallCommand, wallsThatHold } from './walls.js';

const DATA = 1_600_000_000;
const SECRET = 'the key of the drive';
/** A new file in the folder of the program: if a wall is missing, nothing is lost. */
const PLANTED = join(process.cwd(), 'node_modules/.planted');

/** What code in a child would try, each as a function that returns what it reached or throws. */
function payload({
  database,
  scratch,
  port,
  parent,
  program,
}: Record<'database' | 'scratch' | 'program', string> & Record<'port' | 'parent', number>) {
  return `
    import { execFileSync } from 'node:child_process';
    import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
    import { connect } from 'node:net';
    const tries = {
      database: () => readFileSync(${JSON.stringify(database)}, 'utf8'),
      environment: () => process.env.SHOEBOX_CANARY ?? readFileSync('/proc/${parent}/environ', 'utf8'),
      memory: () => openSync('/proc/${parent}/mem', 'r+'),
      accounts: () => readFileSync('/etc/passwd', 'utf8'),
      shell: () => String(execFileSync('/bin/sh', ['-c', 'id'])),
      writeOutside: () => writeFileSync('/var/tmp/planted', 'x'),
      writeDatabase: () => writeFileSync(${JSON.stringify(database)}, 'x'),
      writeProgram: () => writeFileSync(${JSON.stringify(program)}, 'x'),
      writeBeside: () => writeFileSync(${JSON.stringify(join(scratch, 'made'))}, 'x'),
      changePicture: () => writeFileSync(${JSON.stringify(join(scratch, 'picture'))}, 'x'),
      writeOwn: () => writeFileSync(${JSON.stringify(join(scratch, 'own', 'made'))}, 'x'),
      readScratch: () => readFileSync(${JSON.stringify(join(scratch, 'picture'))}, 'utf8'),
      network: () => new Promise((resolve, reject) => connect(${port}, '127.0.0.1', () => resolve('connected')).on('error', reject)),
      folders: () => readdirSync('/'),
    };
    const reached = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try { reached[name] = (await attempt()) ?? 'done'; } catch (error) { reached[name] = { refused: error.code ?? error.message }; }
    }
    console.log(JSON.stringify(reached));
  `;
}

const full = wallsThatHold(DATA, { reads: tmpdir(), writes: null, user: null }).includes('files');

describe.runIf(process.platform === 'linux' && full)('code in a decoder child', () => {
  let folder: string;
  let scratch: string;
  let own: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "shoebox walls' "));
    scratch = join(folder, 'tmp');
    own = join(scratch, 'own');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(folder, 'auth.db'), SECRET);
    writeFileSync(join(scratch, 'picture'), 'a picture');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(PLANTED, { force: true });
    rmSync('/var/tmp/planted', { force: true });
  });

  async function attack(writable: boolean): Promise<Record<string, unknown>> {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const database = join(folder, 'auth.db');
    const code = payload({ database, scratch, port, parent: process.pid, program: PLANTED });
    const [command, ...args] = [
      ...wallCommand(DATA, { reads: scratch, writes: writable ? own : null, user: null }),
      process.execPath,
      '--input-type=module',
      '-e',
      code,
    ];
    const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    server.close();
    expect(errors).toBe('');
    return JSON.parse(out) as Record<string, unknown>;
  }

  const refused = { refused: expect.any(String) as string };

  it('reaches no database, environment, memory, program, network, nor any file but those of its folders, and writes into its own alone', async () => {
    const { folders, ...reached } = await attack(true);
    expect(reached).toEqual({
      database: refused,
      environment: refused,
      memory: refused,
      accounts: refused,
      shell: refused,
      writeOutside: refused,
      writeDatabase: refused,
      writeProgram: refused,
      network: refused,
      readScratch: 'a picture',
      writeBeside: refused,
      changePicture: refused,
      writeOwn: 'done',
    });
    for (const hidden of ['proc', 'home', 'root', 'var', 'dev', 'sys']) expect(folders).not.toContain(hidden);
    expect(readFileSync(join(folder, 'auth.db'), 'utf8')).toBe(SECRET);
  });

  it('has no capability, and gains none by what it starts', async () => {
    const child = spawnChild('plain', 7, { reads: scratch, writes: own, user: null });
    await once(child.stdio[3] as Readable, 'data');
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    child.kill('SIGKILL');
    const value = (name: string) => new RegExp(`^${name}:\\t(\\w+)$`, 'm').exec(status)?.[1];
    expect(['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => Number.parseInt(value(name)!, 16))).toEqual([0, 0, 0, 0, 0]);
    expect(value('NoNewPrivs')).toBe('1');
  });

  it('loses its walls by a failed start only if it never started behind them', async () => {
    const fresh = async () => {
      vi.resetModules();
      return import('./walls.js');
    };
    const unproven = await fresh();
    unproven.giveUpNamespaces();
    expect(unproven.wallsThatHold(DATA, { reads: scratch, writes: own, user: null })).toEqual(['memory', 'privileges']);
    const proven = await fresh();
    proven.proveNamespaces();
    proven.giveUpNamespaces();
    expect(proven.wallsThatHold(DATA, { reads: scratch, writes: own, user: null })).toContain('files');
  });

  it('that only reads headers can write nothing at all', async () => {
    expect(await attack(false)).toMatchObject({ readScratch: 'a picture', writeOwn: refused });
  });
});

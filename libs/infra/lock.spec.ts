import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { lockFolder } from './lock.js';
import { SqliteDatabase } from './sqlite/database.js';

const SETTING = 'SHOEBOX_DATA_DIR';

describe('lockFolder', () => {
  let folder: string;
  let dataDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-lock-'));
    dataDir = join(folder, 'data');
  });
  afterEach(async () => rm(folder, { recursive: true }));

  /** Another process that runs the source; ready when it has the lock. */
  async function lockElsewhere(): Promise<ChildProcess> {
    const script = `
      const { lockFolder } = await import('#libs/infra/lock.js');
      globalThis.lock = await lockFolder(${JSON.stringify(dataDir)}, '${SETTING}');
      process.stdout.write('locked');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--conditions=drive-source', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  it('refuses a second lock in the same process until the first is released', async () => {
    const lock = await lockFolder(dataDir, SETTING);
    await expect(lockFolder(dataDir, SETTING)).rejects.toThrow(ConfigError);
    lock.release();
    (await lockFolder(dataDir, SETTING)).release();
  });

  it('refuses another process with one line until the first is killed', async () => {
    const child = await lockElsewhere();
    const message = `Another Shoebox is already running on ${dataDir}: stop it, or give this one another SHOEBOX_DATA_DIR.`;
    await expect(lockFolder(dataDir, SETTING)).rejects.toThrow(message);
    child.kill('SIGKILL');
    await once(child, 'exit');
    (await lockFolder(dataDir, SETTING)).release();
  });

  it('does not lock the databases in the folder', async () => {
    const child = await lockElsewhere();
    const database = await SqliteDatabase.open(join(dataDir, 'auth.db'), ['CREATE TABLE notes (id INTEGER) STRICT']);
    await database.write({ sql: 'INSERT INTO notes VALUES (1)', params: [] });
    await database.close();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('creates the folder with mode 0700', async () => {
    const lock = await lockFolder(dataDir, SETTING);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'lock.db'))).mode & 0o777).toBe(0o600);
    lock.release();
  });

  it('names the folder that can not be used', async () => {
    await expect(lockFolder('/dev/null/data', SETTING)).rejects.toThrow("/dev/null/data (SHOEBOX_DATA_DIR) can't be used");
  });
});

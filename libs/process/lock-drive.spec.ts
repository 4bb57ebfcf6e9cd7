import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';
import { loadConfig } from '#libs/config/config.js';
import type { DriveLock } from '#libs/infra/lock.js';

import { lockDrive } from './lock-drive.js';

describe('lockDrive', () => {
  let folder: string;
  const locks: DriveLock[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-lock-drive-'));
  });
  afterEach(async () => {
    for (const taken of locks.splice(0)) taken.release();
    await rm(folder, { recursive: true });
  });

  async function lock(name: string, env: Record<string, string> = {}) {
    locks.push(await lockDrive(loadConfig({ SHOEBOX_DATA_DIR: join(folder, name), ...env })));
  }

  it('locks two drives that share nothing', async () => {
    await lock('one');
    await lock('two');
  });

  it.each([
    ['the folder', 'one', {}, 'SHOEBOX_DATA_DIR'],
    ['the database', 'two', { SHOEBOX_DATABASE_URL: 'sqlite:FOLDER/one' }, 'SHOEBOX_DATABASE_URL'],
    ['the store', 'two', { SHOEBOX_STORAGE_URL: 'file:FOLDER/one/objects' }, 'SHOEBOX_STORAGE_URL'],
    ['the store by another name', 'two', { SHOEBOX_STORAGE_URL: 'file:FOLDER/link/objects' }, 'SHOEBOX_STORAGE_URL'],
  ])('refuses a second drive on %s of another in one line, and keeps no lock', async (_, name, env, setting) => {
    await lock('one');
    await symlink(join(folder, 'one'), join(folder, 'link'));
    const settings = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value.replace('FOLDER', folder)]));
    const starting = lock(name, settings);
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(new RegExp(`^Another Shoebox is already running on [^\\n]+ another ${setting}\\.$`));
    if (name === 'two') await lock('two');
  });

  it('accepts a database folder that is DATA_DIR by another path', async () => {
    await lock('one');
    locks.pop()!.release();
    await symlink(join(folder, 'one'), join(folder, 'link'));
    await lock('one', { SHOEBOX_DATABASE_URL: `sqlite:${folder}/link` });
  });

  it('names the folder that cannot be used', async () => {
    const starting = lock('one', { SHOEBOX_DATABASE_URL: 'sqlite:/dev/null/db' });
    await expect(starting).rejects.toThrow(/^\/dev\/null\/db \(SHOEBOX_DATABASE_URL\) can't be used: [^\n]+$/);
  });
});

import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';
import { loadConfig } from '#libs/config/config.js';
import { LAST_SEEN } from '#libs/domain/drive/clock-hold.js';
import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { createLogger } from '#libs/http/log.js';
import { openMediaDatabase } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';

import { prepareTmpDir, removeTemporaryFilesRegularly } from './tmp-dir.js';

describe('prepareTmpDir', () => {
  let folder: string;
  let dataDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-tmp-dir-'));
    dataDir = join(folder, 'data');
  });
  afterEach(async () => rm(folder, { recursive: true }));

  async function leaveFiles(tmpDir: string): Promise<void> {
    await mkdir(join(tmpDir, 'shoebox-variants-left'), { recursive: true });
    for (const name of ['shoebox-upload-left', 'shoebox-variants-left/s.jpg', 'notes.txt']) await writeFile(join(tmpDir, name), 'x');
  }

  it('makes the folder, readable by its user only', async () => {
    const tmpDir = join(dataDir, 'deep/tmp');
    await prepareTmpDir({ dataDir, tmpDir }, { locked: true });
    expect((await stat(tmpDir)).mode & 0o777).toBe(0o700);
  });

  it('removes temporary files of a dead process, and no other files', async () => {
    const tmpDir = join(dataDir, 'tmp');
    await leaveFiles(tmpDir);
    await prepareTmpDir({ dataDir, tmpDir }, { locked: true });
    expect(await readdir(tmpDir)).toEqual(['notes.txt']);
  });

  it.each(['tmp', 'data-of-another/tmp'])('keeps everything in %s, which another drive may use', async (name) => {
    const tmpDir = join(folder, name);
    await leaveFiles(tmpDir);
    await prepareTmpDir({ dataDir, tmpDir }, { locked: true });
    expect(await readdir(tmpDir)).toHaveLength(3);
  });

  it('keeps everything in an unlocked folder, which another process may use', async () => {
    const tmpDir = join(dataDir, 'tmp');
    await leaveFiles(tmpDir);
    await prepareTmpDir({ dataDir, tmpDir }, { locked: false });
    expect(await readdir(tmpDir)).toHaveLength(3);
  });

  it('names the folder that cannot be used in one line', async () => {
    const preparing = prepareTmpDir({ dataDir, tmpDir: '/dev/null/tmp' }, { locked: true });
    await expect(preparing).rejects.toThrow(ConfigError);
    await expect(preparing).rejects.toThrow(/^\/dev\/null\/tmp \(SHOEBOX_TMP_DIR\) can't be used: [^\n]+$/);
  });
});

describe('removeTemporaryFilesRegularly', () => {
  const HOUR = 3600;
  let tmpDir: string;
  let database: MediaDatabase;
  beforeEach(async () => {
    tmpDir = await mkdtemp(join(tmpdir(), 'shoebox-sweep-'));
    database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: join(tmpDir, 'data') }));
  });
  afterEach(async () => {
    await database.close();
    await rm(tmpDir, { recursive: true });
  });

  /** Makes a file that was last touched so many seconds ago. */
  async function touched(name: string, seconds: number): Promise<string> {
    const path = join(tmpDir, name);
    await writeFile(path, '');
    const at = new Date(Date.now() - seconds * 1000);
    await utimes(path, at, at);
    return path;
  }

  it('removes old temporary files at once, and keeps young ones, files in flight and other files', async () => {
    await touched('shoebox-upload-old', 2 * HOUR);
    await touched('shoebox-upload-young', HOUR / 2);
    await touched('notes.txt', 2 * HOUR);
    const release = markInFlight(await touched('shoebox-variants-slow', 2 * HOUR));
    const stop = removeTemporaryFilesRegularly({ tmpDir, graceSeconds: HOUR, upkeepSeconds: 30 }, createLogger('silent'), database.drive);
    await stop();
    expect((await readdir(tmpDir)).toSorted()).toEqual(['data', 'notes.txt', 'shoebox-upload-young', 'shoebox-variants-slow']);
    release();
  });

  it('removes nothing while the clock is more than a day away from the last time seen', async () => {
    await touched('shoebox-upload-old', 31 * 24 * HOUR);
    await database.drive.setFact(LAST_SEEN, new Date(Date.now() - 30 * 24 * HOUR * 1000).toISOString());
    await removeTemporaryFilesRegularly({ tmpDir, graceSeconds: HOUR, upkeepSeconds: 30 }, createLogger('silent'), database.drive)();
    expect(await readdir(tmpDir)).toContain('shoebox-upload-old');
  });

  it('logs and continues when the folder cannot be read', async () => {
    const folder = join(tmpDir, 'gone');
    await removeTemporaryFilesRegularly(
      { tmpDir: folder, graceSeconds: HOUR, upkeepSeconds: 30 },
      createLogger('silent'),
      database.drive,
    )();
  });
});

import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { prepareTmpDir } from './tmp-dir.js';

describe('prepareTmpDir', () => {
  let folder: string;
  let dataDir: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-tmp-dir-'));
    dataDir = join(folder, 'data');
  });
  afterEach(async () => rm(folder, { recursive: true }));

  async function leave(tmpDir: string): Promise<void> {
    await mkdir(join(tmpDir, 'shoebox-variants-left'), { recursive: true });
    for (const name of ['shoebox-upload-left', 'shoebox-variants-left/s.jpg', 'notes.txt']) await writeFile(join(tmpDir, name), 'x');
  }

  it('makes the folder, for its owner alone', async () => {
    const tmpDir = join(dataDir, 'deep/tmp');
    await prepareTmpDir({ dataDir, tmpDir }, { locked: true });
    expect((await stat(tmpDir)).mode & 0o777).toBe(0o700);
  });

  it('removes what a process left that died, and nothing that is not the drive’s', async () => {
    const tmpDir = join(dataDir, 'tmp');
    await leave(tmpDir);
    await prepareTmpDir({ dataDir, tmpDir }, { locked: true });
    expect(await readdir(tmpDir)).toEqual(['notes.txt']);
  });

  it.each(['tmp', 'data-of-another/tmp'])('leaves all in %s, where another drive may be at work', async (name) => {
    const tmpDir = join(folder, name);
    await leave(tmpDir);
    await prepareTmpDir({ dataDir, tmpDir }, { locked: true });
    expect(await readdir(tmpDir)).toHaveLength(3);
  });

  it('leaves all in a folder that was not locked, where another process may be at work', async () => {
    const tmpDir = join(dataDir, 'tmp');
    await leave(tmpDir);
    await prepareTmpDir({ dataDir, tmpDir }, { locked: false });
    expect(await readdir(tmpDir)).toHaveLength(3);
  });

  it('says in one line which folder can not be used', async () => {
    const preparing = prepareTmpDir({ dataDir, tmpDir: '/dev/null/tmp' }, { locked: true });
    await expect(preparing).rejects.toThrow(ConfigError);
    await expect(preparing).rejects.toThrow(/^\/dev\/null\/tmp \(SHOEBOX_TMP_DIR\) can't be used: [^\n]+$/);
  });
});

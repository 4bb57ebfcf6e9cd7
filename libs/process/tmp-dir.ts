import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { ConfigError } from '#libs/config/config-error.js';
import type { Config } from '#libs/config/config.js';
import { isTemporary } from '#libs/domain/drive/temporary-files.js';

type Folders = Pick<Config, 'tmpDir' | 'dataDir'>;

/**
 * Makes the folder for temporary files. Inside a DATA_DIR that this process has locked, what lies there belongs to one that died, and
 * goes at once; elsewhere another process may be using it, and what is old is removed later.
 * @throws ConfigError
 */
export async function prepareTmpDir({ tmpDir, dataDir }: Folders, { locked }: { locked: boolean }): Promise<void> {
  try {
    await mkdir(tmpDir, { recursive: true, mode: 0o700 });
    if (!locked || relative(dataDir, tmpDir).startsWith('..')) return;
    const left = (await readdir(tmpDir)).filter(isTemporary);
    await Promise.all(left.map((name) => rm(join(tmpDir, name), { recursive: true, force: true })));
  } catch (error) {
    throw new ConfigError(`${tmpDir} (SHOEBOX_TMP_DIR) can't be used: it must be a folder that this user may write.`, { cause: error });
  }
}

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { ConfigError } from '#libs/config/config-error.js';
import type { Config } from '#libs/config/config.js';
import { isTemporary, removeTemporaryFiles } from '#libs/domain/drive/temporary-files.js';
import { contradictsLastSeen } from '#libs/domain/drive/clock-hold.js';
import type { Logger } from '#libs/http/log.js';
import type { DriveRepository } from '#libs/ports/drive-repository.js';

/**
 * Makes the folder for temporary files. In a DATA_DIR that this process has locked, all temporary files belong to a process that died,
 * and are removed at once. Elsewhere another process may use the folder: there, old files are removed later.
 * @throws ConfigError
 */
export async function prepareTmpDir(
  { tmpDir, dataDir }: Pick<Config, 'tmpDir' | 'dataDir'>,
  { locked }: { locked: boolean },
): Promise<void> {
  try {
    await mkdir(tmpDir, { recursive: true, mode: 0o700 });
    if (!locked || relative(dataDir, tmpDir).startsWith('..')) return;
    const leftovers = (await readdir(tmpDir)).filter(isTemporary);
    await Promise.all(leftovers.map((name) => rm(join(tmpDir, name), { recursive: true, force: true })));
  } catch (error) {
    throw new ConfigError(`${tmpDir} (SHOEBOX_TMP_DIR) can't be used: it must be a folder that this user may write to.`, { cause: error });
  }
}

/**
 * Removes old temporary files of a service that runs in a process of its own, at the start and every UPKEEP_SECONDS: maintenance runs in
 * one worker and does not see the folders of the others. Removes nothing while the clock is more than a day away from the last time that
 * maintenance stored. Resolves `stop` when the removal in progress has ended.
 * @returns stop
 */
export function removeTemporaryFilesRegularly(
  config: Pick<Config, 'tmpDir' | 'graceSeconds' | 'upkeepSeconds'>,
  logger: Logger,
  drive: DriveRepository,
): () => Promise<void> {
  const remove = async () => {
    try {
      if (await contradictsLastSeen(drive)) return;
      const count = await removeTemporaryFiles(config.tmpDir, new Date(Date.now() - config.graceSeconds * 1000));
      if (count > 0) logger.info({ count }, 'removed temporary files of a process that died');
    } catch (err) {
      logger.warn({ err }, 'could not remove old temporary files; trying again later');
    }
  };
  let removing = remove();
  const timer = setInterval(() => (removing = remove()), config.upkeepSeconds * 1000).unref();
  return async () => {
    clearInterval(timer);
    await removing;
  };
}

import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import { removeTemporaryFiles } from '#libs/domain/drive/remove-temporary-files.js';

/**
 * Removes now and then what is old in this process's folder for temporary files, which no other process need see: upkeep runs in one
 * worker of many. Where replicas share a folder their files' age decides.
 */
export function sweepTmpDir(config: Pick<Config, 'tmpDir' | 'graceSeconds' | 'upkeepSeconds'>, logger: Logger): () => Promise<void> {
  const sweep = async () => {
    try {
      const count = await removeTemporaryFiles(config.tmpDir, new Date(Date.now() - config.graceSeconds * 1000));
      if (count > 0) logger.info({ count }, 'temporary files of a process that died are removed');
    } catch (err) {
      logger.warn({ err }, 'temporary files could not be looked through; it is tried again');
    }
  };
  let sweeping = sweep();
  const timer = setInterval(() => (sweeping = sweep()), config.upkeepSeconds * 1000).unref();
  return async () => {
    clearInterval(timer);
    await sweeping;
  };
}

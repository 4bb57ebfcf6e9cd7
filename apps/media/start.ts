import { openMediaDatabase, openObjectStore, openQueue } from '#libs/infra/open.js';
import { compareDrive } from '#libs/process/compare-drive.js';
import { openDecoder } from '#libs/process/open-decoder.js';
import type { ServiceContext } from '#libs/process/run-service.js';
import { listenInternal } from '#libs/process/listen.js';
import { prepareTmpDir, removeTemporaryFilesRegularly } from '#libs/process/tmp-dir.js';

import { createMedia } from './create-media.js';

/** Starts media in its own process. */
export async function start(context: ServiceContext): Promise<void> {
  const { config, metrics, shutdown } = context;
  const logger = context.logger.child({ service: 'media' });
  await prepareTmpDir(config, { locked: false });
  const warn = (message: string, fields: object) => logger.warn(fields, message);
  const [database, objects, queue] = await Promise.all([openMediaDatabase(config), openObjectStore(config), openQueue(config, warn)]);
  shutdown.add(() => Promise.all([database.close(), objects.close()]));
  // No grace period: media adds jobs and runs none.
  shutdown.add(() => queue.close(0));
  // One child is enough for reading headers; the worker makes the variants.
  const decoder = openDecoder(config, 1, { logger, metrics });
  shutdown.add(() => decoder.close());
  shutdown.add(removeTemporaryFilesRegularly(config, logger, database.drive));
  const media = await createMedia({
    config: { ...config, authUrl: config.authUrl!, gatewaySecret: config.gatewaySecret! },
    database,
    objects,
    queue,
    decoder,
    logger: context.logger,
    metrics,
  });
  await listenInternal('media', media, context);
  const report = (mismatch: string) => logger.error(mismatch);
  void compareDrive({ database, objects, tmpDir: config.tmpDir }, report, shutdown.signal);
}

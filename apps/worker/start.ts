import { openMediaDatabase, openObjectStore, openQueue } from '#libs/infra/open.js';
import { JOB_GRACE, listenInternal } from '#libs/process/listen.js';
import { openDecoder } from '#libs/process/open-decoder.js';
import type { ServiceContext } from '#libs/process/run-service.js';
import { prepareTmpDir, removeTemporaryFilesRegularly } from '#libs/process/tmp-dir.js';

import { createWorker } from './create-worker.js';

/** Starts a worker in a process of its own, beside any number of others. */
export async function start(context: ServiceContext): Promise<void> {
  const { config, metrics, shutdown } = context;
  const logger = context.logger.child({ service: 'worker' });
  await prepareTmpDir(config, { locked: false });
  const warn = (message: string, fields: object) => logger.warn(fields, message);
  const [database, objects, queue] = await Promise.all([openMediaDatabase(config), openObjectStore(config), openQueue(config, warn)]);
  shutdown.add(() => Promise.all([database.close(), objects.close()]));
  const decoder = openDecoder(config, config.workerConcurrency, { logger, metrics });
  shutdown.add(() => decoder.close());
  shutdown.add(() => queue.close(JOB_GRACE));
  shutdown.add(removeTemporaryFilesRegularly(config, logger, database.drive));
  metrics.queue.watch(queue);
  const resources = { config, database, objects, queue, decoder, assignsDriveId: false, logger: context.logger, metrics };
  await listenInternal('worker', await createWorker(resources), context);
}

import { openImages, openObjectStore, openQueue, openShares } from '#libs/infra/open.js';
import { JOB_GRACE } from '#libs/process/listen.js';
import { openDecoder } from '#libs/process/open-decoder.js';
import type { ServiceContext } from '#libs/process/run-service.js';
import { listenInternal } from '#libs/process/listen-internal.js';
import { sweepTmpDir } from '#libs/process/sweep-tmp-dir.js';
import { prepareTmpDir } from '#libs/process/tmp-dir.js';

import { createWorker } from './create-worker.js';

/** A worker in a process of its own, beside any number of others. */
export async function start(alone: ServiceContext): Promise<void> {
  const { config, metrics, closing } = alone;
  const logger = alone.logger.child({ service: 'worker' });
  await prepareTmpDir(config, { locked: false });
  const warn = (message: string, fields: object) => logger.warn(fields, message);
  const [images, shares, objects, queue] = await Promise.all([
    openImages(config),
    openShares(config),
    openObjectStore(config),
    openQueue(config, warn),
  ]);
  closing.add(() => Promise.all([images.close(), shares.close(), objects.close()]));
  const decoder = openDecoder(config, config.workerConcurrency, metrics);
  closing.add(() => decoder.close());
  closing.add(() => queue.close(JOB_GRACE));
  closing.add(sweepTmpDir(config, logger));
  metrics.decoder.watch(decoder);
  metrics.queue.watch(queue);
  const resources = { config, images, shares, objects, queue, decoder, givesId: false, logger: alone.logger, metrics };
  await listenInternal('worker', await createWorker(resources), alone);
}

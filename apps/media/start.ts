import { openAlbums, openImages, openObjectStore, openQueue, openShares } from '#libs/infra/open.js';
import { compareDrive } from '#libs/process/compare-drive.js';
import { openDecoder } from '#libs/process/open-decoder.js';
import type { ServiceContext } from '#libs/process/run-service.js';
import { listenInternal } from '#libs/process/listen-internal.js';
import { sweepTmpDir } from '#libs/process/sweep-tmp-dir.js';
import { prepareTmpDir } from '#libs/process/tmp-dir.js';

import { createMedia } from './create-media.js';

/** Media in a process of its own. */
export async function start(alone: ServiceContext): Promise<void> {
  const { config, metrics, closing } = alone;
  const logger = alone.logger.child({ service: 'media' });
  await prepareTmpDir(config, { locked: false });
  const warn = (message: string, fields: object) => logger.warn(fields, message);
  const [images, albums, shares, objects, queue] = await Promise.all([
    openImages(config),
    openAlbums(config),
    openShares(config),
    openObjectStore(config),
    openQueue(config, warn),
  ]);
  closing.add(() => Promise.all([images.close(), albums.close(), shares.close(), objects.close()]));
  // It only adds.
  closing.add(() => queue.close(0));
  // Here children read headers alone; the worker makes the sizes.
  const decoder = openDecoder(config, 1, metrics);
  closing.add(() => decoder.close());
  closing.add(sweepTmpDir(config, logger));
  metrics.decoder.watch(decoder);
  const media = await createMedia({
    config: { ...config, authUrl: config.authUrl! },
    images,
    albums,
    shares,
    objects,
    queue,
    decoder,
    logger: alone.logger,
    metrics,
  });
  await listenInternal('media', media, alone);
  const say = (mismatch: string) => logger.error(mismatch);
  void compareDrive({ images, objects, tmpDir: config.tmpDir }, say, closing.signal);
}

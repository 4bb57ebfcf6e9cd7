import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import { driveMismatch } from '#libs/images/drive-id.js';
import { HotPictures } from '#libs/images/hot-pictures.js';
import { WatchedImages } from '#libs/images/watched-images.js';
import { DecoderPool } from '#libs/imaging/decoder/pool.js';
import { openImages, openObjectStore, openQueue, openSessions, openUsers } from '#libs/infra/open.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { lockDrive } from './lock-drive.js';
import { prepareTmpDir } from './tmp-dir.js';

/** What the four applications work with, opened once and handed in. Closes in the reverse order, the queue first. */
export async function openResources(config: Config, logger: Logger, metrics?: Metrics) {
  const warn = (message: string, fields: object) => logger.warn(fields, message);
  const lock = await lockDrive(config);
  await prepareTmpDir(config);
  const [objects, stored, users, sessions, queue] = await Promise.all([
    openObjectStore(config),
    openImages(config),
    openUsers(config),
    openSessions(config),
    openQueue(config, warn),
  ]);
  const hot = new HotPictures();
  // Whoever changes a picture has it dropped: media, worker and upkeep can't forget to.
  const images = new WatchedImages(stored, (id) => hot.drop(id));
  const mismatch = await driveMismatch({ images, objects, tmpDir: config.tmpDir });
  // The drive runs on: pictures that are there can be looked at meanwhile.
  if (mismatch !== null) process.stderr.write(`${mismatch}\n`);
  const { workerConcurrency, maxPixels, maxJpegPixels, maxSide, variantFormat } = config;
  const decoder = new DecoderPool({
    children: workerConcurrency,
    maxPixels,
    maxJpegPixels,
    maxSide,
    format: variantFormat,
    onDeath: (cause) => metrics?.decoder.died(cause),
  });
  const close = async (graceMs: number) => {
    await queue.close(graceMs);
    await decoder.close();
    await Promise.all([objects.close(), images.close(), users.close(), sessions.close()]);
    lock.release();
  };
  return { objects, images, users, sessions, queue, decoder, hot, close };
}

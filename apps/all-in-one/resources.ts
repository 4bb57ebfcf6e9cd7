import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';
import { invalidatingDatabase } from '#libs/variant-cache/invalidating-image-repository.js';
import { openAuthDatabase, openMediaDatabase, openObjectStore, openQueue } from '#libs/infra/open.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import type { Shutdown } from '#libs/process/shutdown.js';
import { compareDrive } from '#libs/process/compare-drive.js';
import { JOB_GRACE } from '#libs/process/listen.js';
import { lockDrive } from '#libs/process/lock-drive.js';
import { openDecoder } from '#libs/process/open-decoder.js';
import { prepareTmpDir } from '#libs/process/tmp-dir.js';

/** What the four applications work with, opened once and handed in. */
export async function openResources(config: Config, logger: Logger, shutdown: Shutdown, metrics?: Metrics) {
  const warn = (message: string, fields: object) => logger.warn(fields, message);
  const lock = await lockDrive(config);
  shutdown.add(async () => lock.release());
  await prepareTmpDir(config, { locked: true });
  const [objects, stored, auth, queue] = await Promise.all([
    openObjectStore(config),
    openMediaDatabase(config),
    openAuthDatabase(config),
    openQueue(config, warn),
  ]);
  shutdown.add(() => Promise.all([objects.close(), stored.close(), auth.close()]));
  const decoder = openDecoder(config, config.workerConcurrency, { logger, metrics });
  shutdown.add(() => decoder.close());
  shutdown.add(() => queue.close(JOB_GRACE));
  const { media, variantCache } = withVariantCache(config, stored);
  await compareDrive({ database: media, objects, tmpDir: config.tmpDir }, print, shutdown.signal);
  return { objects, media, auth, queue, decoder, variantCache };
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * The variant cache, where only this process changes images: every change through the database invalidates it, so neither media nor the
 * worker can forget to. A database server may have other clients, so there is no cache then.
 */
function withVariantCache({ databaseUrl }: Config, stored: MediaDatabase): { media: MediaDatabase; variantCache?: VariantCache } {
  if (!databaseUrl.startsWith('sqlite:')) return { media: stored };
  const variantCache = new VariantCache();
  return { media: invalidatingDatabase(stored, (id) => variantCache.invalidate(id)), variantCache };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import type { ImageType } from '#libs/domain/image-types.js';
import type { RenderedVariant } from '#libs/imaging/decoder/decoder.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { applyTransition } from '#libs/domain/image/apply-transition.js';
import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { variantKey } from '#libs/domain/image/keys.js';
import { requireDiskSpace, VARIANTS_BYTES } from '#libs/domain/drive/disk-space.js';
import { VARIANTS_PREFIX } from '#libs/domain/drive/temporary-files.js';
import { beginAttempt, finish, publishVariant, requeue, reject, type Transition } from '#libs/domain/image/transitions.js';
import type { SizesResult } from '#libs/metrics/sizes-metrics.js';
import type { VariantsJob } from '#libs/ports/job-queue.js';

import { driveOf } from '../drive-of.js';
import type { WorkerResources } from '../worker-resources.js';
import type { Failure, ImageRow } from '#libs/domain/image/image-row.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** How often a picture may bring a decoder child down before that is held to be its own fault. */
const MAX_BLAME = 2;

/** Something else changed the picture meanwhile; what this run makes is of no use to anybody. */
class Overtaken extends Error {}

/**
 * Makes the sizes of one image. Every run writes under keys of its own and publishes only while nothing overtook it, so a slow or
 * repeated job can do no harm.
 */
export async function makeVariants(resources: WorkerResources, job: VariantsJob): Promise<void> {
  const { images, objects, config } = resources;
  const found = await images.find(job.imageId);
  if (!found || found.generation !== job.generation) return;
  // Decoding costs much, and what is made could not be kept: the queue and then upkeep ask again.
  await requireDiskSpace(objects, config.tmpDir, VARIANTS_BYTES);
  const begun = await applyTransition(images, found.id, beginAttempt(found, new Date()));
  if (!begun) return;
  const run = new Run(resources, begun);
  const started = performance.now();
  try {
    await inTemporaryFolder(config.tmpDir, (dir) => run.make(dir));
  } catch (error) {
    await run.giveUp(error);
  } finally {
    resources.metrics?.sizes.ended(run.result, (performance.now() - started) / 1000);
  }
}

async function inTemporaryFolder(parent: string, work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(parent, VARIANTS_PREFIX));
  const letGo = markInFlight(dir);
  try {
    await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
    letGo();
  }
}

class Run {
  /** As long as nothing else is known, another run shall follow. */
  result: SizesResult = 'put_back';

  constructor(
    private readonly resources: WorkerResources,
    /** The row as this run last left it. */
    private row: ImageRow,
  ) {}

  async make(dir: string): Promise<void> {
    const { objects, decoder, logger } = this.resources;
    const started = performance.now();
    const original = join(dir, 'original');
    await objects.fetch(this.row.originalKey, original);
    const type = this.row.type as ImageType;
    const suspect = this.row.blame > 0;
    const { thumbhash } = await decoder.render(original, type, dir, (size) => this.publish(size), { suspect: suspect });
    await this.follow(finish(this.row, thumbhash));
    this.result = 'ready';
    logger.info({ image: this.row.id, attempt: this.row.attempt, ms: Math.round(performance.now() - started) }, 'sizes made');
  }

  private async publish({ name, file, ...made }: RenderedVariant): Promise<void> {
    const { owner, id, generation, attempt } = this.row;
    const key = variantKey(owner, id, generation, attempt, name);
    const { objects } = this.resources;
    await objects.put(key, file, { type: made.type });
    const size = { ...this.row.sizes[name], ...made, key, state: 'ready' as const, error: null, readyAt: new Date() };
    try {
      await this.follow(publishVariant(this.row, name, size));
    } catch (error) {
      // Nobody names it, and whoever removes the picture may have looked for its objects already.
      if (error instanceof Overtaken) await objects.remove([key]);
      throw error;
    }
  }

  /** Leaves the row in a true state, and rejects when another run should follow. */
  async giveUp(error: unknown): Promise<void> {
    const { images, logger } = this.resources;
    if (error instanceof Overtaken) {
      this.result = 'overtaken';
      return logger.info({ image: this.row.id }, 'overtaken');
    }
    const blamed = error instanceof DecoderGone && error.crashed;
    const blame = this.row.blame + (blamed ? 1 : 0);
    const final = error instanceof ObjectNotFound && !(await this.isRightStore()) ? null : finalReason(error, blame);
    logger.warn({ image: this.row.id, attempt: this.row.attempt, final: final?.code, err: error }, 'sizes not made');
    if (final) {
      const rejected = await applyTransition(images, this.row.id, reject(this.row, final));
      this.result = rejected ? 'rejected' : 'overtaken';
      return;
    }
    await applyTransition(images, this.row.id, requeue(this.row, blame));
    throw error;
  }

  /** A disk that is not mounted, or another store than media's, is no fault of the picture. */
  private async isRightStore(): Promise<boolean> {
    return driveMismatch(driveOf(this.resources)).then(
      (mismatch) => mismatch === null,
      () => false,
    );
  }

  private async follow(transition: Transition): Promise<void> {
    const row = await applyTransition(this.resources.images, this.row.id, transition);
    if (!row) throw new Overtaken();
    this.row = row;
  }
}

/** Why no further run would help, or null when one may. */
function finalReason(error: unknown, blame: number): Failure | null {
  if (error instanceof ImageError) return { code: error.code, detail: error.message };
  if (error instanceof ObjectNotFound)
    return { code: 'ORIGINAL_MISSING', detail: 'The original is not in the store. Tell the owner of the drive.' };
  if (blame >= MAX_BLAME)
    return { code: 'BROKEN_IMAGE', detail: 'This picture stopped the program that decodes it, twice. Its original is kept.' };
  return null;
}

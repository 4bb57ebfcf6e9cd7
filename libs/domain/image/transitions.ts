import type { ImageChange, ImageCondition, ImageRepository } from '#libs/ports/image-repository.js';
import type { JobPriority } from '#libs/ports/job-queue.js';
import { WAITING, type Failure, type ImageRow, type ImageState, type VariantRecord } from './image-row.js';
import { VARIANT_NAMES, type VariantName } from '../variants.js';

/** A transition of the state machine: its condition, and the change if the condition holds. Each is one conditional update. */
export interface Transition {
  condition: ImageCondition;
  change: ImageChange;
}

/** Applies one transition in one conditional update. Returns the row as it is then, or null if the condition does not hold any more. */
export function applyTransition(images: ImageRepository, id: string, { condition, change }: Transition): Promise<ImageRow | null> {
  return images.update(id, condition, change);
}

/** States in which people see an image. */
export const VISIBLE: readonly ImageState[] = ['processing', 'ready', 'rejected'];

/** `uploading -> processing`. Claims the unique key (owner, sha256), which decides between two uploads of the same bytes. */
export function commitUpload(): Transition {
  return { condition: { state: ['uploading'] }, change: { set: { state: 'processing' }, content: 'claim' } };
}

/** `uploading -> abandoned`: the upload failed, another upload of the same bytes was faster, or its process was killed. */
export function abandon(condition: ImageCondition = {}): Transition {
  return { condition: { ...condition, state: ['uploading'] }, change: { set: { state: 'abandoned' } } };
}

/** To the trash. The generation increases, so that a running attempt can no longer publish. */
export function trash(row: ImageRow, now: Date): Transition {
  return {
    condition: { owner: row.owner, state: VISIBLE, generation: row.generation, deleted: false },
    change: { set: { deletedAt: now, generation: row.generation + 1 } },
  };
}

/** Back from the trash, with the state and the variants it had. */
export function restore(row: ImageRow): Transition {
  return {
    condition: { owner: row.owner, state: VISIBLE, generation: row.generation, deleted: true },
    change: { set: { deletedAt: null, generation: row.generation + 1 } },
  };
}

/** `rejected -> processing`: failed variants are made again; ready ones stay until they are replaced. */
export function retry(row: ImageRow): Transition {
  const sizes: Partial<Record<VariantName, VariantRecord>> = {};
  for (const size of VARIANT_NAMES) {
    const record = row.sizes[size];
    if (record.state !== 'ready') sizes[size] = { ...WAITING, attempts: record.attempts };
  }
  return {
    condition: { owner: row.owner, state: ['rejected'], generation: row.generation, deleted: false },
    change: { set: { state: 'processing', reason: null, crashCount: 0, generation: row.generation + 1 }, sizes },
  };
}

/**
 * The original was found missing or altered. `row` is as it was before the original was read: a heal in between is not undone, since it
 * increases the generation.
 */
export function markDamaged(row: Pick<ImageRow, 'generation'>, now: Date): Transition {
  return { condition: { state: VISIBLE, generation: row.generation }, change: { set: { damagedAt: now } } };
}

/** A damaged original was read again and is whole: somebody brought back its file. */
export function clearDamage(row: Pick<ImageRow, 'generation'>): Transition {
  return { condition: { state: VISIBLE, generation: row.generation }, change: { set: { damagedAt: null } } };
}

/** Sizes that the store lost wait to be made again, and the image is `processing`. The generation increases, so that caches ask again. */
export function remake(row: ImageRow, lost: readonly VariantName[]): Transition {
  const sizes = Object.fromEntries(lost.map((size) => [size, { ...WAITING, attempts: row.sizes[size].attempts }]));
  return {
    condition: { owner: row.owner, state: VISIBLE.filter((state) => state === row.state), generation: row.generation },
    change: { set: { state: 'processing', reason: null, crashCount: 0, generation: row.generation + 1 }, sizes },
  };
}

/**
 * The original was put back. The generation increases, so that an attempt that read the damaged one can neither publish nor reject. A
 * rejected image stays rejected until it is retried, unless it lost sizes as well.
 */
export function heal(row: ImageRow, lost: readonly VariantName[]): Transition {
  const { condition, change } = remake(row, lost);
  const set = lost.length > 0 ? change.set : { generation: row.generation + 1 };
  return { condition, change: { ...change, set: { ...set, damagedAt: null } } };
}

/** Any visible state, in the trash or not, `-> purging`: no longer restorable, no longer a duplicate. */
export function startPurge(row: ImageRow): Transition {
  return {
    condition: { owner: row.owner, state: VISIBLE, generation: row.generation },
    change: { set: { state: 'purging', generation: row.generation + 1 }, content: 'release' },
  };
}

/** A new name or time taken, in any visible state. Neither caches nor variants depend on them. */
export function edit(row: ImageRow, { name, takenAt }: { name?: string | undefined; takenAt?: Date | null | undefined }): Transition {
  const set: ImageChange['set'] = {
    ...(name !== undefined && { name }),
    ...(takenAt !== undefined && { takenAt, sortAt: takenAt ?? row.modifiedAt ?? row.createdAt }),
  };
  return { condition: { owner: row.owner, state: VISIBLE, deleted: false }, change: { set } };
}

/** The worker begins an attempt: `attempt` increases, and only this attempt may publish from now on. */
export function beginAttempt(row: ImageRow, now: Date): Transition {
  const sizes: Partial<Record<VariantName, VariantRecord>> = {};
  for (const size of VARIANT_NAMES) {
    const record = row.sizes[size];
    if (record.state === 'ready') continue;
    sizes[size] = { ...record, state: 'working', attempts: record.attempts + 1, startedAt: now, error: null };
  }
  return {
    condition: { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false },
    change: { set: { attempt: row.attempt + 1 }, sizes },
  };
}

/** The condition under which a running attempt may change the row: no other change came first. `row` is as `beginAttempt` returned it. */
function ofThisAttempt(row: ImageRow): ImageCondition {
  return { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false };
}

/** Whether this attempt can never publish again, whatever happens to the image. False for an attempt that is newer than the row. */
export function isOver(row: ImageRow, run: { generation: number; attempt: number }): boolean {
  if (run.generation > row.generation || run.attempt > row.attempt) return false;
  const isLast = run.attempt === row.attempt && run.generation === row.generation;
  return !isLast || row.state !== 'processing' || row.deletedAt !== null;
}

/** A variant becomes visible. */
export function publishVariant(row: ImageRow, size: VariantName, record: VariantRecord): Transition {
  return { condition: ofThisAttempt(row), change: { sizes: { [size]: record } } };
}

/** `processing -> ready`: all variants are made, from an original that was read whole. @param sizes those that become visible with it */
export function finish(row: ImageRow, thumbhash: string, sizes: ImageChange['sizes'] = {}): Transition {
  return { condition: ofThisAttempt(row), change: { set: { state: 'ready', reason: null, thumbhash, damagedAt: null }, sizes } };
}

/**
 * `processing -> rejected`: a variant can't be made, and another attempt would not help. `row` has the variants made so far.
 * @param damagedAt the time when its original was found missing or altered, if that is the reason
 */
export function reject(row: ImageRow, reason: Failure, damagedAt = row.damagedAt): Transition {
  const set = { state: 'rejected', reason, damagedAt } as const;
  return { condition: ofThisAttempt(row), change: { set, sizes: unreadyVariants(row, 'failed', reason) } };
}

/**
 * The attempt failed through no fault of the image, or for the first time: the image waits for the next attempt.
 * @param damagedAt the time when its original was first found missing or altered, which a later attempt confirms or takes back
 */
export function requeue(row: ImageRow, crashCount: number, damagedAt = row.damagedAt): Transition {
  return { condition: ofThisAttempt(row), change: { set: { crashCount, damagedAt }, sizes: unreadyVariants(row, 'waiting', null) } };
}

function unreadyVariants(row: ImageRow, state: 'failed' | 'waiting', error: Failure | null): Partial<Record<VariantName, VariantRecord>> {
  const unready = VARIANT_NAMES.filter((size) => row.sizes[size].state !== 'ready');
  return Object.fromEntries(unready.map((size) => [size, { ...row.sizes[size], state, error }]));
}

/**
 * The priority of the job that makes the variants of an image. An image that was never finished nor changed stays `new`, however often the
 * drive is restarted; an image on which a decoder child crashed comes last.
 */
export function priorityOf({ crashCount, generation }: Pick<ImageRow, 'crashCount' | 'generation'>): JobPriority {
  if (crashCount > 0) return 'last';
  return generation > 1 ? 'rebuild' : 'new';
}

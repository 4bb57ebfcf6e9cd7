import type { ImageChange, ImageCondition, ImageRepository } from '#libs/ports/image-repository.js';
import type { JobPriority } from '#libs/ports/job-queue.js';
import { WAITING, type Failure, type ImageRow, type ImageState, type VariantRecord } from './image-row.js';
import { VARIANT_NAMES, type VariantName } from '../variants.js';

/** One arrow of the state diagram: what must be so, and what changes then. Every arrow is one conditional update. */
export interface Transition {
  condition: ImageCondition;
  change: ImageChange;
}

/** Applies one transition in one conditional update. Returns the row as it is then, or null if the condition does not hold any more. */
export function applyTransition(images: ImageRepository, id: string, { condition, change }: Transition): Promise<ImageRow | null> {
  return images.update(id, condition, change);
}

/** States in which people see a picture. */
export const VISIBLE: readonly ImageState[] = ['processing', 'ready', 'rejected'];

/** `uploading -> processing`. Claims the unique key (owner, sha256), which decides between two uploads of the same bytes. */
export function commitUpload(): Transition {
  return { condition: { state: ['uploading'] }, change: { set: { state: 'processing' }, content: 'claim' } };
}

/** `uploading -> abandoned`: the upload failed, lost to the same bytes, or was left behind. */
export function abandon(condition: ImageCondition = {}): Transition {
  return { condition: { ...condition, state: ['uploading'] }, change: { set: { state: 'abandoned' } } };
}

/** To the trash. The generation rises, so that a run under way can no longer publish. */
export function trash(row: ImageRow, now: Date): Transition {
  return {
    condition: { owner: row.owner, state: VISIBLE, generation: row.generation, deleted: false },
    change: { set: { deletedAt: now, generation: row.generation + 1 } },
  };
}

/** Back from the trash, with the state and the sizes it had. */
export function restore(row: ImageRow): Transition {
  return {
    condition: { owner: row.owner, state: VISIBLE, generation: row.generation, deleted: true },
    change: { set: { deletedAt: null, generation: row.generation + 1 } },
  };
}

/** `rejected -> processing`: what failed is tried again from the beginning; sizes that are ready stay until they are replaced. */
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

/** Any visible state, in the trash or not, `-> purging`: no longer restorable, no longer a duplicate. */
export function startPurge(row: ImageRow): Transition {
  return {
    condition: { owner: row.owner, state: VISIBLE, generation: row.generation },
    change: { set: { state: 'purging', generation: row.generation + 1 }, content: 'release' },
  };
}

/** Another name or time taken, wherever the picture is in its way. Nothing that is cached or being made depends on them. */
export function edit(row: ImageRow, { name, takenAt }: { name?: string | undefined; takenAt?: Date | null | undefined }): Transition {
  const set: ImageChange['set'] = {
    ...(name !== undefined && { name }),
    ...(takenAt !== undefined && { takenAt, sortAt: takenAt ?? row.modifiedAt ?? row.createdAt }),
  };
  return { condition: { owner: row.owner, state: VISIBLE, deleted: false }, change: { set } };
}

/** A run of the worker begins: the attempt rises, and only this attempt may publish from now on. */
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

/** What a running attempt may still change: its own row, as long as nothing overtook it. `row` is as `beginAttempt` returned it. */
function ofThisAttempt(row: ImageRow): ImageCondition {
  return { state: ['processing'], generation: row.generation, attempt: row.attempt, deleted: false };
}

/** True when a run of this picture can never publish again, whatever happens to the picture. What the row does not know of yet may. */
export function isOver(row: ImageRow, run: { generation: number; attempt: number }): boolean {
  if (run.generation > row.generation || run.attempt > row.attempt) return false;
  const isLast = run.attempt === row.attempt && run.generation === row.generation;
  return !isLast || row.state !== 'processing' || row.deletedAt !== null;
}

/** One size becomes visible. */
export function publishVariant(row: ImageRow, size: VariantName, record: VariantRecord): Transition {
  return { condition: ofThisAttempt(row), change: { sizes: { [size]: record } } };
}

/** `processing -> ready`: all variants are there. */
export function finish(row: ImageRow, thumbhash: string): Transition {
  return { condition: ofThisAttempt(row), change: { set: { state: 'ready', reason: null, thumbhash } } };
}

/** `processing -> rejected`: one size can't be made, and trying again would not help. `row` carries the sizes made so far. */
export function reject(row: ImageRow, reason: Failure): Transition {
  return { condition: ofThisAttempt(row), change: { set: { state: 'rejected', reason }, sizes: unmade(row, 'failed', reason) } };
}

/** The run failed through no fault of the picture, or for the first time: it waits for the next one. */
export function requeue(row: ImageRow, crashCount: number): Transition {
  return { condition: ofThisAttempt(row), change: { set: { crashCount }, sizes: unmade(row, 'waiting', null) } };
}

function unmade(row: ImageRow, state: 'failed' | 'waiting', error: Failure | null): Partial<Record<VariantName, VariantRecord>> {
  const left = VARIANT_NAMES.filter((size) => row.sizes[size].state !== 'ready');
  return Object.fromEntries(left.map((size) => [size, { ...row.sizes[size], state, error }]));
}

/**
 * The priority of the job that makes the variants of an image. An image that was never finished nor changed stays `new`, however often the
 * drive is restarted; an image on which a decoder child crashed comes last.
 */
export function priorityOf({ crashCount, generation }: Pick<ImageRow, 'crashCount' | 'generation'>): JobPriority {
  if (crashCount > 0) return 'last';
  return generation > 1 ? 'rebuild' : 'new';
}

import { hash } from 'node:crypto';

import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { ListedObject, ObjectStore } from '#libs/ports/object-store.js';

import { VISIBLE } from '../image/transitions.js';
import { FORMATS, type Format } from './modifiers.js';

// Results of image addresses in the object store: `transforms/<owner>/<image>/<name>/<file>`. They are derived, so they are a cache with a
// bound (apps/worker/transforms), are in no backup, and no row names them. The folder is of one address; the file is named by its bytes, so
// that whatever is made again under other circumstances has another ETag.

/** The prefix of all results. */
export const RESULTS_PREFIX = 'transforms/';
/** Milliseconds for which a failure is believed. After that it is tried again: memory may have been short, or the drive is a newer one. */
const FAILURE_LIFETIME = 600_000;

/**
 * Why there is no result: `costly`: it took too much time or memory; `large`: the file has too many bytes; `broken`: the image can't be
 * decoded; `damaged`: the stored original is not what was uploaded, or is missing.
 */
export const FAILURES = ['costly', 'large', 'broken', 'damaged'] as const;
export type Failure = (typeof FAILURES)[number];

export interface Result {
  key: string;
  /** The first 128 bits of its SHA-256 in hex. */
  digest: string;
  type: string;
  bytes: number;
  /** When it was made, or used last (about). */
  usedAt: Date;
}

/** The name of a result: the same for the same canonical modifiers and format. */
export function resultName(modifiers: string, format: Format): string {
  return hash('sha256', `${modifiers}.${format}`).slice(0, 40);
}

/** The prefix of all results of an image. */
export function resultsPrefix(owner: string, id: string): string {
  return `${RESULTS_PREFIX}${owner}/${id}/`;
}

/** The prefix of the files of one address. */
export function resultPrefix(owner: string, id: string, name: string): string {
  return `${resultsPrefix(owner, id)}${name}/`;
}

export function resultFile(data: Buffer, format: Format): string {
  return `${hash('sha256', data).slice(0, 32)}.${format}`;
}

export function failureFile(failure: Failure): string {
  return `failed-${failure}`;
}

/** The image of a result; null for any other key. `run` is null, as for an original: no attempt names it. */
export function parseResultKey(key: string): { owner: string; id: string; run: null } | null {
  const [, owner, id] = /^transforms\/([^/]+)\/([^/]+)\/[^/]+\/[^/]+$/.exec(key) ?? [];
  return owner && id ? { owner, id, run: null } : null;
}

/** What is known of an address: its result, or why there is none; null when nothing is. @throws StoreUnavailable */
export async function findResult(objects: ObjectStore, prefix: string): Promise<Result | Failure | null> {
  let failure: Failure | null = null;
  for await (const object of objects.list(prefix)) {
    const result = toResult(object, prefix);
    if (result) return result;
    const isFresh = Date.now() - object.modifiedAt.getTime() < FAILURE_LIFETIME;
    if (isFresh) failure = FAILURES.find((one) => object.key === prefix + failureFile(one)) ?? failure;
  }
  return failure;
}

function toResult({ key, size, modifiedAt }: ListedObject, prefix: string): Result | null {
  const [, digest, format] = /^([0-9a-f]{32})\.([a-z]+)$/.exec(key.slice(prefix.length)) ?? [];
  if (!digest || !format || !Object.hasOwn(FORMATS, format)) return null;
  return { key, digest, type: FORMATS[format as Format].type, bytes: size, usedAt: modifiedAt };
}

/** Those in this process that wait for a result, by its prefix. */
const waiting = new Map<string, Set<() => void>>();

/** Resolves after so many milliseconds, or as soon as this process put something there: where worker and media are one, nobody looks in vain. */
export function resultOrTimeout(prefix: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const all = waiting.get(prefix) ?? new Set();
    const wake = () => {
      clearTimeout(timer);
      all.delete(wake);
      if (all.size === 0 && waiting.get(prefix) === all) waiting.delete(prefix);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    waiting.set(prefix, all.add(wake));
  });
}

/**
 * Puts a file under a key of an image. If the image is deleted for good meanwhile, its removal may have listed its objects before: then the
 * object goes at once. @throws StoreFull, StoreUnavailable, RepositoryUnavailable
 */
export async function putResult(
  { images, objects }: { images: ImageRepository; objects: ObjectStore },
  id: string,
  { key, file, type }: { key: string; file: string; type: string },
): Promise<void> {
  await objects.put(key, file, { type, replace: true });
  for (const wake of waiting.get(key.slice(0, key.lastIndexOf('/') + 1)) ?? []) wake();
  const row = await images.find(id);
  if (!row || !VISIBLE.includes(row.state)) await objects.remove([key]);
}

import { monotonicFactory } from 'ulid';

import type { MadeSize } from '#libs/ports/image-repository.js';

const next = monotonicFactory();

/** A new id: a ULID in lower case, 80 random bits, in the order of its making within this process. */
export function newId(): string {
  return next().toLowerCase();
}

/** Where an original lies. */
export function originalKey(owner: string, id: string): string {
  return `${owner}/${id}/original`;
}

/** Where one size of one attempt lies: no two attempts ever write the same key. */
export function variantKey(owner: string, id: string, generation: number, attempt: number, size: MadeSize): string {
  return `${owner}/${id}/${generation}-${attempt}/${size}`;
}

/** Everything that belongs to one picture. */
export function imagePrefix(owner: string, id: string): string {
  return `${owner}/${id}/`;
}

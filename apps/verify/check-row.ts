import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';
import { IMAGE_TYPES } from '#libs/domain/image-types.js';
import { imagePrefix, originalKey, parseKey } from '#libs/domain/image/keys.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';

const STATES: readonly ImageState[] = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging'];
const DAY_MS = 86_400_000;

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isDate = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime());

/** What no row of the drive says, as the end of a sentence; empty for a row in order. */
export function invalidFields(row: ImageRow): string[] {
  const wrong: string[] = [];
  const expect = (holds: boolean, what: string) => void (holds || wrong.push(what));
  expect(STATES.includes(row.state), `its state is ${row.state}`);
  expect(Object.hasOwn(IMAGE_TYPES, row.type), `its type is ${row.type}`);
  expect(/^[0-9a-f]{64}$/.test(row.sha256), 'its hash is no SHA-256');
  expect(row.originalKey === originalKey(row.owner, row.id), `the key of its original is ${row.originalKey}`);
  expect(isCount(row.bytes) && row.bytes > 0, `it has ${row.bytes} bytes`);
  expect(isCount(row.width) && isCount(row.height), `it measures ${row.width} × ${row.height}`);
  expect([row.generation, row.attempt, row.crashCount].every(isCount), 'its counters are no numbers');
  expect([row.createdAt, row.sortAt, row.updatedAt].every(isDate), 'a time is missing');
  for (const size of VARIANT_NAMES) {
    const { state, key, bytes, width, height, type } = row.sizes[size];
    if (state !== 'ready') continue;
    const isNamed = key !== null && key.startsWith(imagePrefix(row.owner, row.id)) && Boolean(parseKey(key)?.run);
    expect(isNamed, `the key of its size ${size} is ${key}`);
    expect([bytes, width, height].every((value) => isCount(value) && value! > 0) && type !== null, `its size ${size} lacks facts`);
  }
  return wrong;
}

/** Whether `sortAt` is what it is derived from. */
export function isSortedRight({ sortAt, takenAt, modifiedAt, createdAt }: ImageRow): boolean {
  return sortAt.getTime() === (takenAt ?? modifiedAt ?? createdAt).getTime();
}

/** Whether the worker or maintenance should have ended this state long ago: nothing changed the row for a day. */
export function isStuck({ state, deletedAt, updatedAt }: ImageRow, now: Date): boolean {
  const isUnfinished = state === 'processing' ? deletedAt === null : !VISIBLE.includes(state);
  return isUnfinished && now.getTime() - updatedAt.getTime() > DAY_MS;
}

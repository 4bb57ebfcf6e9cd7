import { Problem } from '#libs/contract/errors.js';

/** Version and milliseconds. */
const CURSOR = /^1-(\d{1,15})$/;
/** What was removed is remembered for a day, and forgotten by upkeep some time after. */
const REACH = 24 * 3_600_000;

/** A moment as the `id` of an event. */
export function encodeEventCursor(at: number): string {
  return `1-${at}`;
}

/**
 * The moment that a `Last-Event-ID` names; one that is yet to come is now.
 * @throws Problem BAD_REQUEST for any text that is no cursor, and for one from which not all is known any more
 */
export function decodeEventCursor(text: string, now: number): number {
  const at = Number(CURSOR.exec(text)?.[1] ?? NaN);
  if (Number.isNaN(at)) {
    throw new Problem('BAD_REQUEST', 'Last-Event-ID is no id of these events. Take that of the last one, or leave it out to begin now.');
  }
  if (at < now - REACH) {
    throw new Problem(
      'BAD_REQUEST',
      'What happened more than a day ago is no longer known. List the pictures again, and begin without Last-Event-ID.',
    );
  }
  return Math.min(at, now);
}

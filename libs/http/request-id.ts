import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const ID_BYTES = 9;
const REQUEST_ID = /^[\w-]{8,64}$/;

/** Returns the id in the header `x-request-id` when the caller is trusted and the id is valid; else a new one. */
export function requestId(headers: IncomingHttpHeaders, trusted: boolean): string {
  const given = headers['x-request-id'];
  return trusted && typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId();
}

/** Random bytes for 256 ids: reading them for each request would be the slowest part of a short response. */
const pool = Buffer.alloc(256 * ID_BYTES);
let drawn = pool.length;

export function newRequestId(): string {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const from = drawn;
  drawn += ID_BYTES;
  return pool.toString('base64url', from, drawn);
}

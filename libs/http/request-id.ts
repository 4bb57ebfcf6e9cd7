import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const ID_BYTES = 9;
const REQUEST_ID = /^[\w-]{8,64}$/;

/** The caller's own id where that is trusted, so that one id names a request in every service; else a new one. */
export function requestId(headers: IncomingHttpHeaders, trusted: boolean): string {
  const given = headers['x-request-id'];
  return trusted && typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId();
}

/** Drawn many at a time: a draw for each would be the dearest part of a small answer. */
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

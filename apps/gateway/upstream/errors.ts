import { Problem } from '#libs/contract/errors.js';
import { ClientGone } from '#libs/http/body.js';
import { codeOf } from '#libs/http/error-code.js';

const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const CUT_OFF = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);

/** Seconds after which a client may try again. */
const RETRY_AFTER = 5;

/** No connection came about, so the service saw nothing of the call. */
export function neverArrived(error: unknown): boolean {
  return NEVER_ARRIVED.has(codeOf(error));
}

/** The connection broke before an answer came: whether the service did anything is not known. */
export function wasCutOff(error: unknown): boolean {
  return CUT_OFF.has(codeOf(error));
}

/** What an HTTP client throws, as a Problem; a client that left stays what it is. */
export function inAProblem(error: unknown): unknown {
  if (error instanceof Problem || error instanceof ClientGone) return error;
  const options = { cause: error, retryAfter: RETRY_AFTER };
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new Problem('TIMEOUT', 'A part of the drive took too long to answer. Try again in a moment.', options);
  }
  if (neverArrived(error) || wasCutOff(error)) {
    return new Problem('UNAVAILABLE', 'A part of the drive does not answer right now. Try again in a moment.', options);
  }
  return error;
}

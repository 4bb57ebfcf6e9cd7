import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

import { Problem } from '#libs/api/errors.js';

import { BodyScheduler, type BodySlot } from './body-scheduler.js';

const DRAINED_BYTES = 512 * 2 ** 20;
/** Whether the request has a body (RFC 9112, section 6.3). The body of a GET is ignored. */
export function hasBody(method: string, headers: IncomingHttpHeaders): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

const draining = new WeakSet<IncomingMessage>();

/**
 * Discards the rest of a request's body, up to `limits`, so that the client reads the response. Closing the connection with unread bytes
 * would send a TCP reset, and the client would see a broken pipe instead of the response.
 */
export function drain(request: IncomingMessage, limits = { maxBytes: DRAINED_BYTES, maxMs: 15_000 }): void {
  if (request.complete || request.destroyed) return;
  // A previous reader may have paused it, as `unpipe` does.
  request.resume();
  if (draining.has(request)) return;
  draining.add(request);
  let left = limits.maxBytes;
  const timer = setTimeout(() => request.destroy(), limits.maxMs).unref();
  const stop = () => clearTimeout(timer);
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.once('close', stop).once('end', stop);
}

/** A client must send this many bytes in this many milliseconds; time in which the service does not read counts for nothing. */
export interface LeastRate {
  bytes: number;
  ms: number;
}

/** About 9 kbit/s: slower than any line on which people send pictures. */
const LEAST_RATE: LeastRate = { bytes: 64 * 1024, ms: 60_000 };

/** Milliseconds in which a client that sent too slowly can read the answer before the connection ends. */
const LAST_WORDS_MS = 1_000;

export function bodyTooSlow(): Problem {
  const headers = { connection: 'close' };
  return new Problem('REQUEST_TIMEOUT', 'The body of the request arrived too slowly. Send the request again.', { headers });
}

/**
 * Returns the request's body as a stream that may be destroyed at any time. Do not pass the raw request to `stream.pipeline()` or to an
 * HTTP client: when these fail, Node detaches it from its socket, which is then never read again.
 * The stream fails with `ClientGone` when the client disconnects before the end, with a Problem REQUEST_TIMEOUT when it sends slower than
 * `leastRate`, and ends with the response. With a `scheduler`, large bodies share its slots, those of several owners by turns.
 */
export function requestBody(
  request: IncomingMessage,
  response: ServerResponse,
  { scheduler, owner, leastRate = LEAST_RATE }: { scheduler?: BodyScheduler; owner?: string; leastRate?: LeastRate } = {},
): Readable {
  // No buffer of its own: waiting bytes stay in the kernel's buffers.
  const out = new PassThrough({ highWaterMark: 1 });
  out.on('error', () => undefined);
  const gone = () => out.destroy(request.complete || response.writableFinished ? undefined : new ClientGone());
  // A request fails only when its connection does.
  request.once('error', () => gone());
  request.once('close', () => {
    if (!request.complete) gone();
  });
  response.once('close', gone);
  response.once('finish', () => {
    if (!request.complete) out.destroy();
  });
  out.once('close', () => drain(request, out.errored instanceof Problem ? { maxBytes: DRAINED_BYTES, maxMs: LAST_WORDS_MS } : undefined));
  forward(request, out, scheduler && (() => scheduler.acquire(owner)));
  watchRate(request, out, leastRate);
  return out;
}

/** Fails the body of a client that sends too slowly while the service reads it: a paused request is one that it does not read. */
function watchRate(request: IncomingMessage, out: PassThrough, { bytes, ms }: LeastRate): void {
  let arrived = 0;
  let pausedMs = 0;
  let pausedAt: number | undefined;
  const count = (chunk: Buffer) => void (arrived += chunk.length);
  const pause = () => void (pausedAt ??= performance.now());
  const resume = () => {
    if (pausedAt !== undefined) pausedMs += performance.now() - pausedAt;
    pausedAt = undefined;
  };
  const timer = setInterval(() => {
    const isPaused = pausedAt !== undefined;
    resume();
    if (arrived < bytes * (1 - pausedMs / ms)) out.destroy(bodyTooSlow());
    [arrived, pausedMs] = [0, 0];
    if (isPaused) pause();
  }, ms).unref();
  request.on('data', count).on('pause', pause).on('resume', resume);
  out.once('close', () => {
    clearInterval(timer);
    request.off('data', count).off('pause', pause).off('resume', resume);
  });
}

/** Bytes that need no slot: JSON and small images. */
const UNSCHEDULED_BYTES = 256 * 1024;

/** Like `pipe`, but a large body is read only while it has a slot. */
function forward(request: IncomingMessage, out: PassThrough, acquire: (() => Promise<BodySlot>) | undefined): void {
  let slot: BodySlot | undefined;
  let unscheduled = acquire ? UNSCHEDULED_BYTES : Infinity;
  let waiting = Promise.resolve();
  const write = (chunk: Buffer) => {
    slot?.count(chunk.length);
    out.write(chunk);
    // Its answer says that the buffer is full, which has no place for a byte, also when the chunk was taken at once.
    if (out.writableLength > 0) request.pause();
  };
  const onData = (chunk: Buffer) => {
    unscheduled -= chunk.length;
    if (!acquire || unscheduled >= 0 || (slot && !slot.ended)) return write(chunk);
    request.pause();
    waiting = acquire().then((acquired) => {
      slot = acquired;
      if (out.destroyed) return acquired.end();
      request.resume();
      write(chunk);
    });
  };
  // The stream may end while its last chunk waits for a slot, as `pause` does not stop an `end` that is already scheduled.
  const onEnd = () => void waiting.then(() => out.end());
  request.on('data', onData).once('end', onEnd);
  out.on('drain', () => request.resume());
  out.once('close', () => {
    request.off('data', onData).off('end', onEnd);
    slot?.end();
  });
}

/** The client closed the connection before it had sent the whole request. There is nobody to answer. */
export class ClientGone extends Error {
  readonly code = 'CLIENT_GONE';

  constructor() {
    super('the client closed the connection before its request was complete');
  }
}

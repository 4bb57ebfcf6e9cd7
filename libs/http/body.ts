import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';

import { BodyScheduler, type ScheduledBody } from './body-scheduler.js';

const draining = new WeakSet<IncomingMessage>();

/**
 * Reads and forgets what is left of a request's body, within bounds, so that the client gets to read the answer. An answer sent early
 * with `Connection: close` instead turns the unread bytes into a TCP reset, and clients see a broken pipe in the place of the 4xx.
 */
export function drain(request: IncomingMessage, limits = { maxBytes: 512 * 2 ** 20, maxMs: 15_000 }): void {
  if (request.complete || request.destroyed) return;
  // Whoever read it until now may have left it paused when it let go, as `unpipe` does.
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

/**
 * The request's body as a stream that may be destroyed at any time without harm. A raw request must never go into `stream.pipeline()`
 * nor to an HTTP client: when that fails, Node detaches it from its socket and nobody reads the socket again.
 * The stream errors when the client leaves before the end, and ends with the response. With `turns` a large body flows in turns with
 * others.
 */
export function requestBody(request: IncomingMessage, response: ServerResponse, turns?: BodyScheduler): Readable {
  // As little as can be: what waits belongs into the kernel's buffers.
  const out = new PassThrough({ highWaterMark: 1 });
  out.on('error', () => undefined);
  const gone = () => out.destroy(request.complete || response.writableFinished ? undefined : new ClientGone());
  // An error of the request is that of its connection: its client has gone.
  request.once('error', () => gone());
  request.once('close', () => {
    if (!request.complete) gone();
  });
  response.once('close', gone);
  response.once('finish', () => {
    if (!request.complete) out.destroy();
  });
  out.once('close', () => drain(request));
  flow(request, out, turns);
  return out;
}

/** What flows without a turn: whole requests of a few words, and small pictures. */
const FREE_BYTES = 256 * 1024;

/** Like `pipe`, yet of large bodies a few flow at a time, each until its turn is over. */
function flow(request: IncomingMessage, out: PassThrough, turns: BodyScheduler | undefined): void {
  let turn: ScheduledBody | undefined;
  let free = turns ? FREE_BYTES : Infinity;
  let waiting = Promise.resolve();
  const write = (chunk: Buffer) => {
    turn?.spend(chunk.length);
    if (!out.write(chunk)) request.pause();
  };
  const onData = (chunk: Buffer) => {
    free -= chunk.length;
    if (!turns || free >= 0 || (turn && !turn.over)) return write(chunk);
    request.pause();
    waiting = turns.take().then((taken) => {
      turn = taken;
      if (out.destroyed) return taken.end();
      request.resume();
      write(chunk);
    });
  };
  // A stream may end while its last chunk still waits: pausing comes too late for an end that is on its way.
  const onEnd = () => void waiting.then(() => out.end());
  request.on('data', onData).once('end', onEnd);
  out.on('drain', () => request.resume());
  out.once('close', () => {
    request.off('data', onData).off('end', onEnd);
    turn?.end();
  });
}

/** The client closed the connection before its request was whole; nobody is left to answer. */
export class ClientGone extends Error {
  readonly code = 'CLIENT_GONE';

  constructor() {
    super('the client closed the connection before its request was whole');
  }
}

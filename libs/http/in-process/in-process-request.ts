import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import type { Identity } from '../identity.js';

/** What the gateway says of a request as an object. Over HTTP it is the inner token and the signed client address. */
export interface HandedOver {
  /** In whose name the request is made; null: nobody is logged in. */
  identity: Identity | null;
  /** undefined: the call is one of the gateway itself. */
  clientAddress: string | undefined;
  /** Takes an answer as an object; undefined: it is to be JSON. */
  takeObject?: ((value: unknown) => void) | undefined;
}

export interface RequestHead {
  method: string;
  /** With the query. */
  url: string;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
}

/** What `proxy-addr` and Fastify read of a socket. There is none. */
const NO_SOCKET = Object.freeze({ remoteAddress: undefined });

/**
 * A request that did not come over a socket, with what Fastify and our handlers use of an IncomingMessage. The chunks of the body are those
 * of its source, not copies, and no more than one is held: the source flows only while the service reads. When the source fails or closes
 * before its end, the request is aborted (ECONNRESET), as when a client breaks off.
 */
export class InProcessRequest extends Readable {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[] = [];
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly socket = NO_SOCKET;
  /** Whether all of the body has arrived. */
  complete: boolean;
  aborted = false;
  /** Whether the service waits for the client. */
  starved = false;
  private text: string | undefined;
  private readonly source: Readable | undefined;

  /**
   * @param onChunk called when the service takes a chunk
   * @param onDestroyed called when it is destroyed before all of it was read, by whatever side
   */
  constructor(
    { method, url, headers }: RequestHead,
    body: Readable | string | null,
    readonly handedOver: HandedOver,
    private readonly onChunk: () => void,
    private readonly onDestroyed: () => void,
  ) {
    super({ highWaterMark: 1 });
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.complete = !(body instanceof Readable);
    if (body instanceof Readable) {
      this.source = body;
      // Paused first: a listener for `data` would let it flow before the service reads.
      // Its failure is seen by `close`.
      body.on('error', () => undefined);
      body.pause().on('data', this.onData).once('end', this.onEnd).once('close', this.onClose);
      // It has closed already and will not say so again.
      if (body.destroyed) process.nextTick(this.onClose);
    } else if (body) this.text = body;
  }

  override _read(): void {
    if (this.source) {
      this.starved = true;
      this.source.resume();
      return;
    }
    if (this.text !== undefined) this.push(Buffer.from(this.text));
    this.text = undefined;
    this.push(null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.source?.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose);
    if (!this.complete || !this.readableEnded) {
      this.aborted = true;
      this.emit('aborted');
      this.onDestroyed();
    }
    // As Node does it: an error that nobody listens for would end the process.
    const heard = this.listenerCount('error') > 0;
    process.nextTick(done, heard ? error : null);
  }

  /** Aborts the request: its client has left, or its answer is over. */
  abort(): void {
    if (!this.destroyed) this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  }

  private readonly onData = (chunk: Buffer): void => {
    this.starved = false;
    this.onChunk();
    if (!this.push(chunk)) this.source!.pause();
  };

  private readonly onEnd = (): void => {
    this.complete = true;
    this.push(null);
  };

  private readonly onClose = (): void => {
    if (!this.complete) this.abort();
  };
}

/** What the gateway handed over with a request; undefined for every request that came over a socket, whatever it says. */
export function handedOverBy(request: IncomingMessage): HandedOver | undefined {
  const raw: unknown = request;
  return raw instanceof InProcessRequest ? raw.handedOver : undefined;
}

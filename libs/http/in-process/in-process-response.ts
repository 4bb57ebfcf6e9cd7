import { validateHeaderName, validateHeaderValue, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { Writable } from 'node:stream';

import type { InProcessRequest } from './in-process-request.js';

type HeaderValue = number | string | readonly string[];

/** Where an answer goes. */
export interface AnswerSink {
  head(status: number, headers: IncomingHttpHeaders): void;
  data(chunk: Buffer | string): void;
  end(): void;
  /** It was destroyed before its end. */
  cut(error: Error | null): void;
}

/**
 * The answer to an InProcessRequest, with what Fastify and our handlers use of a ServerResponse. What is written reaches the sink at once,
 * and not as a copy; while the sink is paused, `write` returns false and `drain` follows. An answer to HEAD, a 204 and a 304 have no body
 * (RFC 9110, section 6.4.1). One with more or fewer bytes than its Content-Length fails, so that it never looks whole.
 */
export class InProcessResponse extends Writable {
  statusCode = 200;
  statusMessage = '';
  headersSent = false;
  private readonly headers: Record<string, string | string[]> = {};
  private hasBody = true;
  private declared: number | undefined;
  private sent = 0;
  private paused = false;
  private waiting: (() => void) | undefined;

  constructor(
    readonly req: InProcessRequest,
    private readonly sink: AnswerSink,
  ) {
    super({ decodeStrings: false });
    // Whoever writes learns of a failure by `close`, as from a ServerResponse.
    this.on('error', () => undefined);
  }

  /** @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN */
  setHeader(name: string, value: HeaderValue): this {
    if (this.headersSent) throw headersSent();
    validateHeaderName(name);
    const values = Array.isArray(value) ? value.map(String) : String(value);
    if (typeof values === 'string') validateHeaderValue(name, values);
    else for (const each of values) validateHeaderValue(name, each);
    this.headers[name.toLowerCase()] = values;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.headers[name.toLowerCase()];
  }

  getHeaders(): OutgoingHttpHeaders {
    return { ...this.headers };
  }

  getHeaderNames(): string[] {
    return Object.keys(this.headers);
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.headers;
  }

  /** @throws ERR_HTTP_HEADERS_SENT */
  removeHeader(name: string): void {
    if (this.headersSent) throw headersSent();
    delete this.headers[name.toLowerCase()];
  }

  /** Sends the head. @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN */
  writeHead(status: number, reason?: string | OutgoingHttpHeaders, headers?: OutgoingHttpHeaders): this {
    if (this.headersSent) throw headersSent();
    this.statusCode = status;
    const all = typeof reason === 'object' ? reason : headers;
    for (const name in all) if (all[name] !== undefined) this.setHeader(name, all[name]);
    this.sendHead();
    return this;
  }

  flushHeaders(): void {
    if (!this.headersSent) this.sendHead();
  }

  /** Answers 1xx are not passed on. */
  writeContinue(): void {}
  writeProcessing(): void {}
  writeEarlyHints(_hints: unknown, done?: () => void): void {
    done?.();
  }

  override end(...args: unknown[]): this {
    // All of the body is known.
    if (!this.headersSent && !this.hasHeader('content-length') && !this.destroyed && mayHaveBody(this.req.method, this.statusCode)) {
      this.setHeader('content-length', lengthOf(args[0], args[1]));
    }
    return super.end(...(args as []));
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    if (!this.headersSent) this.sendHead();
    if (!this.hasBody) return done();
    const isUtf8 = typeof chunk !== 'string' || encoding === 'utf8' || encoding === 'utf-8';
    const bytes = isUtf8 ? chunk : Buffer.from(chunk, encoding);
    this.sent += Buffer.byteLength(bytes);
    if (this.declared !== undefined && this.sent > this.declared) return void this.destroy(wrongLength());
    this.sink.data(bytes);
    if (this.paused) this.waiting = done;
    else done();
  }

  override _final(done: (error?: Error) => void): void {
    if (!this.headersSent) this.sendHead();
    if (this.hasBody && this.declared !== undefined && this.sent !== this.declared) return done(wrongLength());
    this.sink.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.writableFinished) this.sink.cut(error);
    done(null);
  }

  /** While it is paused, no further chunk is taken. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.();
  }

  private sendHead(): void {
    this.headersSent = true;
    this.hasBody = mayHaveBody(this.req.method, this.statusCode);
    const length = this.headers['content-length'];
    if (length !== undefined) this.declared = Number(length);
    // A header of one value is a text, as a parser gives it.
    for (const name in this.headers) if (this.headers[name]!.length === 1) this.headers[name] = this.headers[name]![0]!;
    this.sink.head(this.statusCode, this.headers);
  }
}

function mayHaveBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

function lengthOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}

function headersSent(): Error {
  return Object.assign(new Error('The headers were sent already.'), { code: 'ERR_HTTP_HEADERS_SENT' });
}

function wrongLength(): Error {
  return new Error('an answer has another length than its Content-Length says');
}

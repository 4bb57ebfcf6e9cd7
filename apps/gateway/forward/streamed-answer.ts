import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';

import type { FastifyReply } from 'fastify';

import { ClientGone } from '#libs/http/body.js';
import type { AnswerController } from '#libs/http/in-process/answer-handler.js';

import { chosenEncoding, compressor, encodedHeaders, isCompressible, varied } from '../compression/encoding.js';
import type { StreamHandler } from '../upstream/upstream.js';
import { headersOutward } from './headers.js';

/**
 * Streams the answer of a service to the client, JSON compressed, with backpressure in both directions: a slow client pauses the service, and a client that
 * leaves closes the connection to it. If the service fails in the middle, the client's connection is closed too, because a truncated answer
 * must not look complete.
 */
export class StreamedAnswer implements StreamHandler {
  readonly done: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: Error) => void;
  private controller: AnswerController | undefined;
  private ended = false;
  /** What the service's bytes are written to: the client, or what compresses them for it. */
  private sink: Writable;

  /** @param onAnswer is called with the headers of the service, before anything is sent to the client */
  constructor(
    private readonly reply: FastifyReply,
    private readonly onAnswer: (headers: IncomingHttpHeaders, answer: StreamedAnswer) => void = () => undefined,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.sink = reply.raw;
    reply.raw.once('close', this.onClientGone).on('drain', this.onDrain);
  }

  onRequestStart(controller: AnswerController): void {
    this.controller = controller;
    if (this.reply.raw.closed) controller.abort(new ClientGone());
  }

  onResponseStart(_controller: AnswerController, status: number, headers: IncomingHttpHeaders): void {
    // 1xx answers are not passed on.
    if (status < 200) return;
    this.onAnswer(headers, this);
    this.reply.hijack();
    // A header of the service replaces the gateway's default of the same name.
    const defaults = this.reply.getHeaders() as OutgoingHttpHeaders;
    const own: OutgoingHttpHeaders = { ...defaults, ...headersOutward(headers) };
    const length = own['content-length'] === undefined ? undefined : Number(own['content-length']);
    this.reply.raw.writeHead(status, isCompressible(status, own, length) ? this.compress(own) : own);
  }

  /** Puts the compressor before the client, if it takes one. @returns the headers as they are then */
  private compress(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
    const { request, raw } = this.reply;
    const own = { ...headers, vary: varied(headers) };
    const encoding = request.method === 'HEAD' ? null : chosenEncoding(request.headers);
    if (!encoding) return own;
    const compressed = compressor(encoding);
    compressed.on('error', () => raw.destroy()).pipe(raw);
    raw.off('drain', this.onDrain).once('close', () => compressed.destroy());
    this.sink = compressed.on('drain', this.onDrain);
    return encodedHeaders(own, encoding);
  }

  onResponseData(controller: AnswerController, chunk: Buffer | string): void {
    if (!this.sink.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.detach();
    this.sink.end();
    this.resolve();
  }

  onResponseError(_controller: AnswerController, error: Error): void {
    if (this.ended) return;
    this.detach();
    if (!this.reply.raw.headersSent) return this.reject(error);
    if (!(error instanceof ClientGone)) this.reply.log.warn({ err: error }, 'an inner service ended in the middle of its answer');
    this.reply.raw.destroy();
    this.resolve();
  }

  /** Ends the answer now, as if the service had ended it. What waits for a slow client is dropped. */
  end(): void {
    if (this.ended) return;
    this.detach();
    if (this.sink.writableNeedDrain) this.reply.raw.destroy();
    else this.sink.end();
    this.controller?.abort(new ClientGone());
    this.resolve();
  }

  private readonly onClientGone = (): void => this.controller?.abort(new ClientGone());

  private readonly onDrain = (): void => this.controller?.resume();

  private detach(): void {
    this.ended = true;
    this.reply.raw.off('close', this.onClientGone);
    this.sink.off('drain', this.onDrain);
  }
}

import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

import type { FastifyReply } from 'fastify';
import type { Dispatcher } from 'undici';

import { ClientGone } from '#libs/http/body.js';

import { headersOutward } from './headers.js';

/**
 * Writes an inner answer into a reply as it comes. Neither side may run ahead: what the client does not take yet is not read from the
 * service, and when the client leaves the service is told by the end of its connection. A service that dies half-way takes the client's
 * connection with it, since a truncated answer must not look like a whole one.
 */
export class StreamedAnswer implements Dispatcher.DispatchHandler {
  /** Settles at the end. Rejects only while nothing was sent, so that an error can still be answered. */
  readonly done: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: Error) => void;
  private controller: Dispatcher.DispatchController | undefined;
  private over = false;

  /** @param beforeAnswer runs when the service has answered, with these headers, and the client does not know yet */
  constructor(
    private readonly reply: FastifyReply,
    private readonly beforeAnswer: (headers: IncomingHttpHeaders, answer: StreamedAnswer) => void = () => undefined,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    reply.raw.once('close', this.onClientGone).on('drain', this.onDrain);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.reply.raw.closed) controller.abort(new ClientGone());
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.beforeAnswer(headers, this);
    this.reply.hijack();
    // What the service says of its own answer goes before what the gateway says of any.
    const own = this.reply.getHeaders() as OutgoingHttpHeaders;
    this.reply.raw.writeHead(status, { ...own, ...headersOutward(headers) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.reply.raw.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.letGo();
    this.reply.raw.end();
    this.resolve();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.over) return;
    this.letGo();
    if (!this.reply.raw.headersSent) return this.reject(error);
    if (!(error instanceof ClientGone)) this.reply.log.warn({ err: error }, 'an inner service ended in the middle of its answer');
    this.reply.raw.destroy();
    this.resolve();
  }

  /** Ends the answer here and now, as if the service had. What a client did not take yet it does not get. */
  end(): void {
    if (this.over) return;
    this.letGo();
    if (this.reply.raw.writableNeedDrain) this.reply.raw.destroy();
    else this.reply.raw.end();
    this.controller?.abort(new ClientGone());
    this.resolve();
  }

  private readonly onClientGone = (): void => this.controller?.abort(new ClientGone());

  private readonly onDrain = (): void => this.controller?.resume();

  private letGo(): void {
    this.over = true;
    this.reply.raw.off('close', this.onClientGone).off('drain', this.onDrain);
  }
}

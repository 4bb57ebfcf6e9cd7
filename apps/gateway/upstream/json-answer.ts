import type { IncomingHttpHeaders } from 'node:http';

import { ClientGone } from '#libs/http/body.js';
import type { AnswerController, AnswerHandler } from '#libs/http/in-process/answer-handler.js';

export interface JsonAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** undefined when the body is not JSON. */
  body: unknown;
}

/** Collects an answer and parses it as JSON, unless the service handed over an object. */
export class CollectedJson implements AnswerHandler {
  readonly done: Promise<JsonAnswer>;
  private readonly chunks: (Buffer | string)[] = [];
  private object: { value: unknown } | undefined;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private resolve!: (answer: JsonAnswer) => void;
  private reject!: (error: Error) => void;
  private stopListening: () => void = () => undefined;

  /** @param signal aborts the call, for a client that has left */
  constructor(private readonly signal?: AbortSignal) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  onRequestStart(controller: AnswerController): void {
    const { signal } = this;
    if (!signal) return;
    const abort = () => controller.abort(new ClientGone());
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    this.stopListening = () => signal.removeEventListener('abort', abort);
  }

  onResponseStart(_controller: AnswerController, status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: AnswerController, chunk: Buffer | string): void {
    this.chunks.push(chunk);
  }

  onResponseObject(_controller: AnswerController, value: unknown): void {
    this.object = { value };
  }

  onResponseEnd(): void {
    this.stopListening();
    const body = this.object ? this.object.value : parseJson(textOf(this.chunks));
    this.resolve({ status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: AnswerController, error: Error): void {
    this.stopListening();
    this.reject(error);
  }
}

function textOf(chunks: readonly (Buffer | string)[]): string {
  const [only] = chunks;
  if (chunks.length === 1 && typeof only === 'string') return only;
  // A character may lie in two chunks.
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

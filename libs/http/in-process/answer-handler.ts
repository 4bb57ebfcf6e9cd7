import type { IncomingHttpHeaders } from 'node:http';

/** What the caller of a service may do with a call that is under way. */
export interface AnswerController {
  /** Ends the call. The handler gets this error, and the service sees a client that has left. */
  abort(error: Error): void;
  /** The service may send no more until `resume`. */
  pause(): void;
  resume(): void;
}

/**
 * Receives the answer of a service. It has the methods of the handlers of undici, so that one handler serves both transports. Exactly one
 * of `onResponseEnd` and `onResponseError` is called, and nothing after it.
 */
export interface AnswerHandler {
  /** Before anything is sent to the service. */
  onRequestStart?(controller: AnswerController): void;
  /** Names of headers are in lower case. Over HTTP it is also called for 1xx answers. */
  onResponseStart(controller: AnswerController, status: number, headers: IncomingHttpHeaders): void;
  /** A text is UTF-8. */
  onResponseData(controller: AnswerController, chunk: Buffer | string): void;
  /**
   * A handler with this method takes JSON of a service in this process as an object, which is its own from then on. It is called before the end, and no data came.
   * Over HTTP, and for an answer that is no JSON, data comes as usual.
   */
  onResponseObject?(controller: AnswerController, value: unknown): void;
  onResponseEnd(): void;
  onResponseError(controller: AnswerController, error: Error): void;
}

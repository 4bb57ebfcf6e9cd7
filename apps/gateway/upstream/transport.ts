import type { Readable } from 'node:stream';

import type { Exchanged } from '#libs/api/account.js';
import type { AnswerHandler } from '#libs/http/in-process/answer-handler.js';

export type Service = 'auth' | 'media';

/** One call to a service. */
export interface Outgoing {
  method: string;
  /** With the query. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: Readable | string | null;
  /** In whose name the call is made, as auth said for this service; null: nobody is logged in. */
  caller?: Exchanged | null;
  /** The id of the client's request, the same in all services. */
  requestId: string;
  /** The address of the client; undefined: the gateway itself makes the call. */
  clientAddress?: string;
  /** Milliseconds until the headers of the answer, from the end of the body. They run as well while the service does not read the body. */
  headersTimeout?: number;
}

/** All in milliseconds. */
export interface Timeouts {
  /** For one connection. There are two attempts, and a service that is away must be reported within two seconds. */
  connect: number;
  /** Until the headers of an answer, for a call without a streamed body. */
  headers: number;
  /** The same after a streamed body: the service has work to do first. */
  headersAfterBody: number;
  /** Between two chunks of an answer. */
  body: number;
}

export const TIMEOUTS: Timeouts = { connect: 800, headers: 30_000, headersAfterBody: 120_000, body: 60_000 };

/**
 * The way from the gateway to auth and media. Both ways carry the same calls and answers, and tell the service by whom, from which address
 * and with which id a call is made in a form that nobody but the gateway can make.
 */
export abstract class Transport {
  /** Whether services are of this very build, so that the shape of what they answer is that of the types. */
  abstract readonly isSameBuild: boolean;

  /**
   * Makes one attempt. Its outcome, errors included, goes to the handler.
   * @param isIdempotent the call may be repeated, so it may use a connection that the service is just closing
   */
  abstract dispatch(service: Service, outgoing: Outgoing, handler: AnswerHandler, isIdempotent: boolean): Promise<void> | void;

  /** Ends all calls. */
  abstract close(): Promise<void>;
}

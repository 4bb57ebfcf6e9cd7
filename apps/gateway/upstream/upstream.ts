import { setTimeout as wait } from 'node:timers/promises';

import type { OnApplicationShutdown } from '@nestjs/common';

import { ClientGone } from '#libs/http/body.js';
import type { AnswerHandler } from '#libs/http/in-process/answer-handler.js';

import { isDisconnected, isNotConnected, transportProblem } from './errors.js';
import { CollectedJson, type JsonAnswer } from './json-answer.js';
import type { Outgoing, Service, Transport } from './transport.js';

/*
 * upstream/ is the way to auth and media. In: one call (method, path, headers, body stream, and by whom it is made). Out: its answer,
 * streamed or as JSON, or a Problem. It knows transports, timeouts and repeated calls, but no session, no route and no client; those are in
 * sessions/ and forward/. Start here: `json` and `stream` below. transport.ts is the seam: http-transport.ts reaches services in other
 * processes, in-process-transport.ts those of this one. errors.ts turns errors into Problems.
 */

export interface Call extends Outgoing {
  /** Overrides what the method says about a repeated call. */
  idempotent?: boolean;
}

/** Receives a streamed answer. */
export interface StreamHandler extends AnswerHandler {
  /** Settles at the end of the answer. Rejects only if nothing was sent to the client yet. */
  readonly done: Promise<void>;
}

/** Milliseconds before the second attempt. */
const RETRY_DELAY = 50;

/** Calls to auth and media. @throws Problem UNAVAILABLE (503) or TIMEOUT (504) from every call; ClientGone when it was aborted */
export class Upstream implements OnApplicationShutdown {
  constructor(private readonly transport: Transport) {}

  /** Whether answers need no validation. Services in other processes may be older or newer, for as long as a change is rolled out. */
  get isSameBuild(): boolean {
    return this.transport.isSameBuild;
  }

  /** Makes a call and returns its whole answer. @param signal aborts the call, for a client that has left */
  async json(service: Service, call: Call, signal?: AbortSignal): Promise<JsonAnswer> {
    return this.withRetry(
      call,
      async (isIdempotent) => {
        const handler = new CollectedJson(signal);
        await this.transport.dispatch(service, call, handler, isIdempotent);
        return handler.done;
      },
      signal,
    );
  }

  /** Makes a call and streams its answer into a handler. @param createHandler is called once per attempt */
  async stream(service: Service, call: Call, createHandler: () => StreamHandler): Promise<void> {
    await this.withRetry(call, async (isIdempotent) => {
      const handler = createHandler();
      await this.transport.dispatch(service, call, handler, isIdempotent);
      return handler.done;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }

  /**
   * Repeats a call once if the first attempt had no effect: there was no connection (then the body was not read either), or the connection
   * closed before the answer to an idempotent call.
   */
  private async withRetry<T>(
    { method, idempotent }: Call,
    attempt: (isIdempotent: boolean) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const isIdempotent = idempotent ?? (method === 'GET' || method === 'HEAD');
    try {
      return await attempt(isIdempotent).catch(async (error: unknown) => {
        if (!isNotConnected(error) && !(isIdempotent && isDisconnected(error))) throw error;
        await wait(RETRY_DELAY);
        return attempt(isIdempotent);
      });
    } catch (error) {
      throw signal?.aborted ? new ClientGone() : transportProblem(error);
    }
  }
}

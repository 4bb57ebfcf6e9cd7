import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import type { OnApplicationShutdown } from '@nestjs/common';
import type { Dispatcher, Pool } from 'undici';

import { ClientGone } from '#libs/http/body.js';

import { isDisconnected, isNotConnected, transportProblem } from './errors.js';

/*
 * upstream/ is the transport to auth and media. In: one HTTP call (method, path, headers, body stream). Out: its answer, streamed or as
 * JSON, or a Problem. It knows connections, timeouts and repeated calls, but no session, no route and no client; those are in sessions/
 * and forward/. Start here: `json` and `stream` below. connect.ts opens connections, errors.ts turns errors into Problems.
 */

export type Service = 'auth' | 'media';

export interface Outgoing {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body?: Readable | string | null;
  /** Aborts the call, for a client that has left. */
  signal?: AbortSignal;
  /** Overrides what the method says about a repeated call. */
  idempotent?: boolean;
  /** Milliseconds until the headers of the answer, from the end of the body. They run as well while the service does not read the body. */
  headersTimeout?: number;
}

export interface JsonAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** undefined when the body is not JSON. */
  body: unknown;
}

/** Receives a streamed answer. */
export interface AnswerHandler extends Dispatcher.DispatchHandler {
  /** Settles at the end of the answer. Rejects only if nothing was sent to the client yet. */
  readonly done: Promise<void>;
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

export const TIMEOUTS: Timeouts = { connect: 850, headers: 30_000, headersAfterBody: 120_000, body: 60_000 };

/** Milliseconds after which an idle connection closes, and a busy one is replaced, so that a new replica gets its share of calls. */
const IDLE = 4_000;
const LIFETIME = 30_000;
/** The threshold is longer than the keep-alive of any service, so that undici closes the connection after its call. */
const ONE_CALL = { keepAliveTimeout: 1, keepAliveTimeoutThreshold: 3_600_000 };

/** Milliseconds before the second attempt. */
const RETRY_DELAY = 50;

interface Pools {
  /** Keep-alive connections, for idempotent calls: these can be repeated when the service has just closed the connection. */
  keepAlive: Pool;
  /** One connection per call, for all other calls, so that no body is sent into a closed connection. */
  oneCall: Pool;
}

/** The connections to auth and media. @throws Problem UNAVAILABLE (503) or TIMEOUT (504) from every call; ClientGone when it was aborted */
export class Upstream implements OnApplicationShutdown {
  private opened: Promise<Record<Service, Pools>> | undefined;

  constructor(
    private readonly urls: Record<Service, string>,
    private readonly timeouts: Timeouts = TIMEOUTS,
  ) {}

  /** Makes a call and returns its whole answer. */
  async json(service: Service, outgoing: Outgoing): Promise<JsonAnswer> {
    return this.withRetry(outgoing, async () => {
      const pool = await this.pool(service, outgoing);
      const { statusCode, headers, body } = await pool.request(this.options(outgoing));
      return { status: statusCode, headers, body: parseJson(await body.text()) };
    });
  }

  /** Makes a call and streams its answer into a handler. @param createHandler is called once per attempt */
  async stream(service: Service, outgoing: Outgoing, createHandler: () => AnswerHandler): Promise<void> {
    await this.withRetry(outgoing, async () => {
      const pool = await this.pool(service, outgoing);
      const handler = createHandler();
      pool.dispatch(this.options(outgoing), handler);
      return handler.done;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const pools = Object.values((await this.opened) ?? {}).flatMap(({ keepAlive, oneCall }) => [keepAlive, oneCall]);
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  /**
   * Repeats a call once if the first attempt had no effect: there was no connection (then the body was not read either), or the connection
   * closed before the answer to an idempotent call.
   */
  private async withRetry<T>(outgoing: Outgoing, call: () => Promise<T>): Promise<T> {
    try {
      return await call().catch(async (error: unknown) => {
        if (!isNotConnected(error) && !(isIdempotent(outgoing) && isDisconnected(error))) throw error;
        await wait(RETRY_DELAY);
        return call();
      });
    } catch (error) {
      throw outgoing.signal?.aborted ? new ClientGone() : transportProblem(error);
    }
  }

  private async pool(service: Service, outgoing: Outgoing): Promise<Pool> {
    const pools = (await (this.opened ??= this.open()))[service];
    return isIdempotent(outgoing) ? pools.keepAlive : pools.oneCall;
  }

  private async open(): Promise<Record<Service, Pools>> {
    // Loaded by the first request, so that undici does not slow down the start.
    const [{ Pool: UndiciPool }, { connector }] = await Promise.all([import('undici'), import('./connect.js')]);
    // The number of connections is not limited: with a limit, a few slow clients would block all others.
    const common = { connect: connector(this.timeouts.connect), bodyTimeout: this.timeouts.body, allowH2: false, pipelining: 1 };
    const open = (url: string): Pools => ({
      keepAlive: new UndiciPool(new URL(url).origin, { ...common, keepAliveMaxTimeout: IDLE, clientTtl: LIFETIME }),
      oneCall: new UndiciPool(new URL(url).origin, { ...common, ...ONE_CALL }),
    });
    return { auth: open(this.urls.auth), media: open(this.urls.media) };
  }

  private options({ method, path, headers, body, signal, headersTimeout }: Outgoing) {
    const usual = body instanceof Readable ? this.timeouts.headersAfterBody : this.timeouts.headers;
    return { method, path, headers, body: body ?? null, headersTimeout: headersTimeout ?? usual, ...(signal && { signal }) };
  }
}

function isIdempotent({ method, idempotent }: Outgoing): boolean {
  return idempotent ?? (method === 'GET' || method === 'HEAD');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

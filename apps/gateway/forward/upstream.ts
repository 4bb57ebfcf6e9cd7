import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'undici';

import { ClientGone } from '#libs/http/body.js';

import type { StreamedAnswer } from './streamed-answer.js';
import { inAProblem, neverArrived, wasCutOff } from './upstream-error.js';

export type Service = 'auth' | 'media';

export interface Outgoing {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body?: Readable | string | null;
  /** Ends the call when the client leaves. */
  signal?: AbortSignal;
  /** Milliseconds to the headers of the answer, from the end of the body; a body that nobody takes counts too. */
  headersTimeout?: number;
}

export interface Timeouts {
  connect: number;
  /** To the headers of an answer to a call without a body. */
  headers: number;
  /** The same with a streamed body: the service has work to do with it first. */
  headersAfterBody: number;
  /** Between two pieces of an answer. */
  body: number;
}

/** Milliseconds. */
export const TIMEOUTS: Timeouts = { connect: 2_000, headers: 30_000, headersAfterBody: 120_000, body: 60_000 };

/** Milliseconds until a call that came to nothing is made once more. */
const PAUSE = 50;

/** The connections to the inner services. Calls fail as Problems: UNAVAILABLE (503) or TIMEOUT (504). */
export class Upstream implements OnApplicationShutdown {
  private opened: Promise<Record<Service, Pool>> | undefined;

  constructor(
    private readonly urls: Record<Service, string>,
    private readonly timeouts: Timeouts = TIMEOUTS,
  ) {}

  /** One call with the whole answer as text. */
  async text(service: Service, outgoing: Outgoing): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
    return this.twice(outgoing, async () => {
      const { statusCode, headers, body } = await (await this.pools())[service].request(this.options(outgoing));
      return { status: statusCode, headers, text: await body.text() };
    });
  }

  /** One call whose answer is streamed to where `answer` brings it. */
  async stream(service: Service, outgoing: Outgoing, answer: () => StreamedAnswer): Promise<void> {
    await this.twice(outgoing, async () => {
      const pools = await this.pools();
      const handler = answer();
      pools[service].dispatch(this.options(outgoing), handler);
      return handler.done;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values((await this.opened) ?? {}).map((pool) => pool.destroy()));
  }

  private pools(): Promise<Record<Service, Pool>> {
    return (this.opened ??= this.open());
  }

  private async open(): Promise<Record<Service, Pool>> {
    // Loaded with the first request, not at the start.
    const { Pool: UndiciPool } = await import('undici');
    const { connect, body } = this.timeouts;
    // As many connections as there are calls: with a limit, a few slow clients would hold up everybody.
    const pool = (url: string) =>
      new UndiciPool(new URL(url).origin, { connect: { timeout: connect }, bodyTimeout: body, allowH2: false, pipelining: 1 });
    return { auth: pool(this.urls.auth), media: pool(this.urls.media) };
  }

  private options({ headersTimeout, ...outgoing }: Outgoing) {
    const normal = outgoing.body instanceof Readable ? this.timeouts.headersAfterBody : this.timeouts.headers;
    return { ...outgoing, body: outgoing.body ?? null, headersTimeout: headersTimeout ?? normal };
  }

  /**
   * Makes a call once more that certainly did nothing: no connection came about (then a body was not begun either), or it only reads and
   * its connection broke before the answer, as one does that the service closed while it lay idle.
   */
  private async twice<T>(outgoing: Outgoing, call: () => Promise<T>): Promise<T> {
    const reads = outgoing.method === 'GET' || outgoing.method === 'HEAD';
    try {
      return await call().catch(async (error: unknown) => {
        if (!neverArrived(error) && !(reads && wasCutOff(error))) throw error;
        await wait(PAUSE);
        return call();
      });
    } catch (error) {
      throw outgoing.signal?.aborted ? new ClientGone() : inAProblem(error);
    }
  }
}

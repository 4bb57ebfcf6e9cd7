import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'undici';

import { ClientGone } from '#libs/http/body.js';

import type { StreamedAnswer } from '../forward/streamed-answer.js';
import { inAProblem, neverArrived, wasCutOff } from './errors.js';

export type Service = 'auth' | 'media';

export interface Outgoing {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body?: Readable | string | null;
  /** Ends the call when the client leaves. */
  signal?: AbortSignal;
  /** Making the call twice does no more than making it once, though its method does not say so. */
  repeatable?: boolean;
  /** Milliseconds to the headers of the answer, from the end of the body; a body that nobody takes counts too. */
  headersTimeout?: number;
}

export interface Timeouts {
  /** To one connection, of which two are tried: who calls a service that is away must know within two seconds. */
  connect: number;
  /** To the headers of an answer to a call without a body. */
  headers: number;
  /** The same with a streamed body: the service has work to do with it first. */
  headersAfterBody: number;
  /** Between two pieces of an answer. */
  body: number;
}

/** Milliseconds. */
export const TIMEOUTS: Timeouts = { connect: 850, headers: 30_000, headersAfterBody: 120_000, body: 60_000 };

/** Milliseconds after which an idle connection is closed, and one that is never idle replaced: a replica that came later gets its share. */
const IDLE = 4_000;
const LIFETIME = 30_000;
/** More than any service says it keeps a connection: then it is closed after its call. */
const FOR_ONE_CALL = { keepAliveTimeout: 1, keepAliveTimeoutThreshold: 3_600_000 };

/** Milliseconds until a call that came to nothing is made once more. */
const PAUSE = 50;

interface Pools {
  /** For calls that can be made once more when the service closes the connection that they were about to use. */
  kept: Pool;
  /** A connection for each call: all others, so that a body never goes to one that has died since. */
  own: Pool;
}

/** The connections to the inner services. Calls fail as Problems: UNAVAILABLE (503) or TIMEOUT (504). */
export class Upstream implements OnApplicationShutdown {
  private opened: Promise<Record<Service, Pools>> | undefined;

  constructor(
    private readonly urls: Record<Service, string>,
    private readonly timeouts: Timeouts = TIMEOUTS,
  ) {}

  /** One call with the whole answer as text. */
  async text(service: Service, outgoing: Outgoing): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
    return this.twice(outgoing, async () => {
      const pool = await this.pool(service, outgoing);
      const { statusCode, headers, body } = await pool.request(this.options(outgoing));
      return { status: statusCode, headers, text: await body.text() };
    });
  }

  /** One call whose answer is streamed to where `answer` brings it. */
  async stream(service: Service, outgoing: Outgoing, answer: () => StreamedAnswer): Promise<void> {
    await this.twice(outgoing, async () => {
      const pool = await this.pool(service, outgoing);
      const handler = answer();
      pool.dispatch(this.options(outgoing), handler);
      return handler.done;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const pools = Object.values((await this.opened) ?? {}).flatMap(({ kept, own }) => [kept, own]);
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private async pool(service: Service, outgoing: Outgoing): Promise<Pool> {
    const pools = (await (this.opened ??= this.open()))[service];
    return isRepeatable(outgoing) ? pools.kept : pools.own;
  }

  private async open(): Promise<Record<Service, Pools>> {
    // Loaded with the first request, not at the start.
    const [{ Pool: UndiciPool }, { connector }] = await Promise.all([import('undici'), import('./connect.js')]);
    // As many connections as there are calls: with a limit, a few slow clients would hold up everybody.
    const common = { connect: connector(this.timeouts.connect), bodyTimeout: this.timeouts.body, allowH2: false, pipelining: 1 };
    const open = (url: string): Pools => ({
      kept: new UndiciPool(new URL(url).origin, { ...common, keepAliveMaxTimeout: IDLE, clientTtl: LIFETIME }),
      own: new UndiciPool(new URL(url).origin, { ...common, ...FOR_ONE_CALL }),
    });
    return { auth: open(this.urls.auth), media: open(this.urls.media) };
  }

  private options({ method, path, headers, body, signal, headersTimeout }: Outgoing) {
    const normal = body instanceof Readable ? this.timeouts.headersAfterBody : this.timeouts.headers;
    return { method, path, headers, body: body ?? null, headersTimeout: headersTimeout ?? normal, ...(signal && { signal }) };
  }

  /**
   * Makes a call once more that certainly did nothing: no connection came about (then a body was not begun either), or the connection
   * broke before the answer to one that may be repeated.
   */
  private async twice<T>(outgoing: Outgoing, call: () => Promise<T>): Promise<T> {
    try {
      return await call().catch(async (error: unknown) => {
        if (!neverArrived(error) && !(isRepeatable(outgoing) && wasCutOff(error))) throw error;
        await wait(PAUSE);
        return call();
      });
    } catch (error) {
      throw outgoing.signal?.aborted ? new ClientGone() : inAProblem(error);
    }
  }
}

function isRepeatable({ method, repeatable }: Outgoing): boolean {
  return repeatable ?? (method === 'GET' || method === 'HEAD');
}

import { Readable } from 'node:stream';

import type { Pool } from 'undici';

import { ClientAddressSigner } from '#libs/http/client-address.js';
import type { AnswerHandler } from '#libs/http/in-process/answer-handler.js';

import { TIMEOUTS, Transport, type Outgoing, type Service, type Timeouts } from './transport.js';

/** Milliseconds after which an idle connection closes, and a busy one is replaced, so that a new replica gets its share of calls. */
const IDLE = 4_000;
const LIFETIME = 30_000;
/** The threshold is longer than the keep-alive of any service, so that undici closes the connection after its call. */
const ONE_CALL = { keepAliveTimeout: 1, keepAliveTimeoutThreshold: 3_600_000 };

/** Where auth and media listen, and the secret that signs client addresses for them. */
export interface ServiceAddresses {
  auth: string;
  media: string;
  secret: string;
}

interface Pools {
  /** Keep-alive connections, for idempotent calls: these can be repeated when the service has just closed the connection. */
  keepAlive: Pool;
  /** One connection per call, for all other calls, so that no body is sent into a closed connection. */
  oneCall: Pool;
}

/** Calls over HTTP, to services in processes of their own. */
export class HttpTransport extends Transport {
  override readonly isSameBuild = false;
  private opened: Promise<Record<Service, Pools>> | undefined;
  private readonly signer: ClientAddressSigner;

  constructor(
    private readonly services: ServiceAddresses,
    private readonly timeouts: Timeouts = TIMEOUTS,
  ) {
    super();
    this.signer = new ClientAddressSigner(services.secret);
  }

  override async dispatch(service: Service, outgoing: Outgoing, handler: AnswerHandler, isIdempotent: boolean): Promise<void> {
    const { keepAlive, oneCall } = (await (this.opened ??= this.open()))[service];
    (isIdempotent ? keepAlive : oneCall).dispatch(this.options(outgoing), handler);
  }

  override async close(): Promise<void> {
    const pools = Object.values((await this.opened) ?? {}).flatMap(({ keepAlive, oneCall }) => [keepAlive, oneCall]);
    await Promise.all(pools.map((pool) => pool.destroy()));
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
    return { auth: open(this.services.auth), media: open(this.services.media) };
  }

  private options({ method, path, body, headersTimeout, ...outgoing }: Outgoing) {
    const { caller, requestId, clientAddress } = outgoing;
    const usual = body instanceof Readable ? this.timeouts.headersAfterBody : this.timeouts.headers;
    const headers = {
      ...outgoing.headers,
      ...(caller && { authorization: `Bearer ${caller.jwt}` }),
      'x-request-id': requestId,
      ...(clientAddress !== undefined && this.signer.headers(clientAddress)),
    };
    return { method, path, headers, body: body ?? null, headersTimeout: headersTimeout ?? usual };
  }
}

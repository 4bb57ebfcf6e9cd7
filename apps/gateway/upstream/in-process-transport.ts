import { Readable } from 'node:stream';

import type { AnswerHandler } from '#libs/http/in-process/answer-handler.js';
import type { InProcessServer } from '#libs/http/in-process/in-process-server.js';

import { TIMEOUTS, Transport, type Outgoing, type Service, type Timeouts } from './transport.js';

export type ServicesInProcess = Readonly<Record<Service, InProcessServer>>;

/** Calls to services in this process, without sockets and tokens. */
export class InProcessTransport extends Transport {
  override readonly isSameBuild = true;

  constructor(
    private readonly services: ServicesInProcess,
    private readonly timeouts: Timeouts = TIMEOUTS,
  ) {
    super();
  }

  override dispatch(service: Service, outgoing: Outgoing, handler: AnswerHandler): void {
    const { method, path, headers, body = null, caller, requestId, clientAddress, headersTimeout } = outgoing;
    const usual = body instanceof Readable ? this.timeouts.headersAfterBody : this.timeouts.headers;
    const identity = caller
      ? { userId: caller.user.id, userName: caller.user.name, scopes: caller.scopes, sessionId: caller.sessionId }
      : null;
    this.services[service].dispatch(
      {
        method,
        url: path,
        headers: { ...headers, host: service, 'x-request-id': requestId },
        body,
        identity,
        clientAddress,
        timeouts: { headers: headersTimeout ?? usual, body: this.timeouts.body },
      },
      handler,
    );
  }

  /** The services are closed where they were opened. */
  override async close(): Promise<void> {}
}

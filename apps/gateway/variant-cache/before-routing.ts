import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import type { FastifyInstance } from 'fastify';

import { RequestLogger, type Logger } from '#libs/http/log.js';
import { observeAnswer } from '#libs/http/observe-request.js';
import { checkHead } from '#libs/http/request-head.js';
import { newRequestId } from '#libs/http/request-id.js';
import type { RequestMetrics } from '#libs/metrics/request-metrics.js';

import type { AllowedHosts } from '../security/allowed-hosts.js';
import { clientOrigin } from '../security/client-origin.js';
import type { ConnectionLimit } from '../security/connection-limit.js';
import type { PublicUrl } from '../security/public-url.js';
import { securityHeaders } from '../security/security-headers.js';
import type { CachedVariants } from './cached-variants.js';

/** What the hooks of the gateway do with every request. */
export interface HooksOfGateway {
  /** The name of the service in log lines and metrics. */
  name: string;
  metrics: RequestMetrics | undefined;
  connections: ConnectionLimit;
  allowedHosts: AllowedHosts;
  publicUrl: PublicUrl;
  behindProxy: boolean;
}

/** The pattern of the route that would answer. */
const ROUTE = '/get/*';

/**
 * Has the server answer cached variants before Fastify sees the request: its routing and hooks cost as much as all the rest. The same is
 * checked, set, logged and counted as in the hooks. A request that would be refused, or that needs a call to auth, takes the usual way.
 */
export function answerBeforeRouting(fastify: FastifyInstance, variants: CachedVariants, hooks: HooksOfGateway): void {
  const { server } = fastify;
  const [route, ...others] = server.listeners('request') as RequestListener[];
  if (!route) throw new Error('Fastify listens to its server no more.');
  let isClosing = false;
  fastify.addHook('preClose', async () => void (isClosing = true));
  const first = new BeforeRouting(fastify, variants, hooks);
  server.removeAllListeners('request');
  // Fastify tells clients that the connection will be closed.
  server.on('request', (request, response) => {
    if (isClosing || !first.answer(request, response)) route(request, response);
  });
  for (const listener of others) server.on('request', listener);
}

class BeforeRouting {
  private readonly log: Logger;

  constructor(
    private readonly fastify: FastifyInstance,
    private readonly variants: CachedVariants,
    private readonly hooks: HooksOfGateway,
  ) {
    this.log = fastify.log as Logger;
  }

  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', headers, socket } = request;
    if (!url.startsWith('/get/') || headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return false;
    const started = performance.now();
    const { connections, allowedHosts, publicUrl, behindProxy, name, metrics } = this.hooks;
    const origin = clientOrigin(request, behindProxy);
    try {
      checkHead(request);
      connections.check(socket);
      allowedHosts.check({ headers, host: origin.host });
    } catch {
      return false;
    }
    let id = '';
    const isAnswered = this.variants.answerNow(request, response, { server: this.fastify, ...origin }, () => ({
      common: securityHeaders(url, publicUrl.cameByHttps(origin)),
      requestId: (id = newRequestId()),
    }));
    if (!isAnswered) return false;
    observeAnswer(response, name, metrics, () => ({
      log: new RequestLogger(this.log, id),
      method: request.method!,
      route: ROUTE,
      elapsed: performance.now() - started,
    }));
    return true;
  }
}

import type { ServerResponse } from 'node:http';

import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';

import type { RequestMetrics } from '#libs/metrics/request-metrics.js';

/** Logged instead of a status when the client disconnected before the response was sent. Never sent. */
const CLIENT_GONE = 499;

/** What is logged and counted of a request. */
export interface ObservedRequest {
  log: Pick<FastifyBaseLogger, 'info' | 'debug'>;
  method: string;
  /** Its pattern. */
  route: string;
  /** Milliseconds from its head until now. */
  elapsed: number;
}

/** Logs and counts a request when its response was sent or its client has disconnected. */
export function observeRequest(request: FastifyRequest, reply: FastifyReply, service: string, metrics: RequestMetrics | undefined): void {
  observeAnswer(reply.raw, service, metrics, () => ({
    log: request.log,
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    elapsed: reply.elapsedTime,
  }));
}

/** The same for an answer that Fastify does not know of. @param observed is called at the end of the answer */
export function observeAnswer(
  response: ServerResponse,
  service: string,
  metrics: RequestMetrics | undefined,
  observed: () => ObservedRequest,
): void {
  // Fastify's onResponse hook is not called for responses that were cut off. There is one `close`, and `once` would cost more.
  response.on('close', () => {
    const { log, method, route, elapsed } = observed();
    const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
    // Health checks are frequent.
    log[route.startsWith('/health/') ? 'debug' : 'info']({ method, route, status, ms: Math.round(elapsed) }, 'request');
    metrics?.answered({ service, method, route, status, seconds: elapsed / 1000 });
  });
}

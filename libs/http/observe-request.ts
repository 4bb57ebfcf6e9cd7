import type { FastifyReply, FastifyRequest } from 'fastify';

import type { RequestMetrics } from '#libs/metrics/request-metrics.js';

/** Logged instead of a status when the client disconnected before the response was sent. Never sent. */
const CLIENT_GONE = 499;

/** Logs and counts a request when its response was sent or its client has disconnected. */
export function observeRequest(request: FastifyRequest, reply: FastifyReply, service: string, metrics: RequestMetrics | undefined): void {
  // Fastify's onResponse hook is not called for responses that were cut off.
  reply.raw.once('close', () => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_GONE;
    const ms = Math.round(reply.elapsedTime);
    // Health checks are frequent.
    request.log[route.startsWith('/health/') ? 'debug' : 'info']({ method, route, status, ms }, 'request');
    metrics?.answered({ service, method, route, status, seconds: reply.elapsedTime / 1000 });
  });
}

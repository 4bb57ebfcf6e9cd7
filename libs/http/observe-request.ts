import type { FastifyReply, FastifyRequest } from 'fastify';

import type { RequestMetrics } from '#libs/metrics/request-metrics.js';

/** What stands in the place of a status when the client left before the answer was out; nobody ever gets to see it. */
const CLIENT_GONE = 499;

/** One line and one count for the request, when its answer is out or its client has left. */
export function observeRequest(request: FastifyRequest, reply: FastifyReply, service: string, metrics: RequestMetrics | undefined): void {
  // Fastify's own hook does not hear of answers that were cut off.
  reply.raw.once('close', () => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_GONE;
    const ms = Math.round(reply.elapsedTime);
    // Monitors ask all day.
    request.log[route.startsWith('/health/') ? 'debug' : 'info']({ method, route, status, ms }, 'request');
    metrics?.answered({ service, method, route, status, seconds: reply.elapsedTime / 1000 });
  });
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RouteOptions,
  type onSendHookHandler,
} from 'fastify';

import type { Metrics } from '#libs/metrics/metrics.js';

import { drain } from './body.js';
import { answerClientError } from './client-error.js';
import { CONNECTION_TIMEOUTS, endIdleConnections, type ConnectionTimeouts } from './connection-timeouts.js';
import { NestLogger, RequestLogger, type Logger } from './log.js';
import { mediaTypeOf } from './media-type.js';
import { observeRequest } from './observe-request.js';
import { answerProblem, toProblem } from './problem.filter.js';
import { checkHead, originForm } from './request-head.js';
import { newRequestId, requestId } from './request-id.js';

export interface AppOptions {
  /** Part of each log line and metric. */
  name: string;
  logger: Logger;
  /** undefined: metrics are off. */
  metrics?: Metrics | undefined;
  /** True behind the gateway. Then the request id of the caller is kept, so that one id identifies a request in all services. */
  inner: boolean;
  /** How many of our own proxies are in front: their X-Forwarded-* headers are trusted. */
  trustProxy?: number;
  /** Shorter ones for tests. */
  timeouts?: ConnectionTimeouts | undefined;
  /** Answers an error that occurs before a route is found; default: problem+json. */
  answerError?: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

/** Milliseconds for which a socket of a service may be idle. */
const CONNECTION_TIMEOUT = 120_000;
/** Enough for a percent-encoded file name of 3,000 characters in any script, and the headers. */
const MAX_HEAD_BYTES = 48 * 1024;

/** Creates a Nest application on Fastify with what all services share: bodies stay streams, request ids, one log line for each request. */
export async function createApp(
  module: Type | DynamicModule,
  { name, logger, metrics, inner, trustProxy = 0, timeouts = CONNECTION_TIMEOUTS, answerError = answerProblem }: AppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger.child({ service: name }),
    childLoggerFactory: (of: unknown, bindings: Record<string, unknown>) => new RequestLogger(of as Logger, String(bindings['reqId'])),
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    connectionTimeout: CONNECTION_TIMEOUT,
    // During the shutdown, connected clients are still served, with `Connection: close`. Fastify's own 503 has no problem+json.
    return503OnClosing: false,
    http: {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: timeouts.head,
      connectionsCheckingInterval: timeouts.headCheck,
      requireHostHeader: false,
    },
    clientErrorHandler: (error: Error, socket: Socket) => answerClientError(error, socket, newRequestId(), timeouts.linger),
    genReqId: (request: { headers: IncomingHttpHeaders }) => requestId(request.headers, inner),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      observeRequest(request, reply, name, metrics?.requests);
      void reply.header('x-request-id', request.id);
      answerError(error, request, reply);
    },
    rewriteUrl: originForm,
    trustProxy: (_address: string, hop: number) => hop < trustProxy,
  });
  const fastify = adapter.getInstance();
  // Routes parse bodies themselves: an upload may have any Content-Type, and an early refusal by a parser breaks the gateway's stream.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  fastify.addHook('onRoute', keepContentLengthOfHead(inner));
  if (!inner) endIdleConnections(fastify.server, timeouts.reader);
  metrics?.traffic.watch(name, fastify.server);
  fastify.addHook('onRequest', async (request, reply) => {
    observeRequest(request, reply, name, metrics?.requests);
    void reply.header('x-request-id', request.id);
    try {
      checkHead(request.raw);
    } catch (error) {
      // What follows on this connection may be misunderstood, too.
      if (toProblem(error).code === 'BAD_REQUEST') void reply.header('connection', 'close');
      answerError(error, request, reply);
      return reply;
    }
    // Fastify answers an invalid Content-Type with 415 before any route sees it, but an upload may have any.
    if (!mediaTypeOf(request.headers)) delete request.headers['content-type'];
  });
  fastify.addHook('onResponse', async (request) => drain(request.raw));
  return NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
}

/**
 * Fastify answers HEAD by the handler of GET. A handler that has set Content-Length and sends no body keeps it: Fastify's own hook, which
 * comes last, would say 0. An inner service says 0 for no answer without a body: most of them are 304, which must not have it (RFC 9110
 * section 8.6).
 */
function keepContentLengthOfHead(inner: boolean) {
  return function (this: FastifyInstance, route: RouteOptions): void {
    if (route.method !== 'HEAD' || !route.onSend) return;
    route.onSend = [route.onSend].flat().map((hook): onSendHookHandler => (request, reply, payload, done) => {
      if (payload === undefined && (inner || reply.hasHeader('content-length'))) done(null, null);
      else void hook.call(this, request, reply, payload, done);
    });
  };
}

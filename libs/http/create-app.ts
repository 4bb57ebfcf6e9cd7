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

import { Problem } from '#libs/contract/errors.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { drain } from './body.js';
import { answerClientError } from './client-error.js';
import { NestLogger, type Logger } from './log.js';
import { mediaTypeOf } from './media-type.js';
import { observeRequest } from './observe-request.js';
import { answerProblem } from './problem.filter.js';
import { newRequestId, requestId } from './request-id.js';

export interface AppOptions {
  /** Stands in each log line and metric. */
  name: string;
  logger: Logger;
  /** undefined: nobody asks for them. */
  metrics?: Metrics | undefined;
  /** True behind the gateway: then the caller's request id is taken over, so that one id names a request in every service. */
  inner: boolean;
  /** How many proxies in front are ours, so that their X-Forwarded-* counts. */
  trustProxy?: number;
  /** Answers what goes wrong before any route is found; problem+json when nothing is said. */
  answerError?: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

/** Milliseconds in which the headers of a request must have arrived (slow-loris), and a socket may lie idle. */
const HEADERS_TIMEOUT = 10_000;
const CONNECTION_TIMEOUT = 120_000;
/** A file name of 3,000 characters in any script, percent-encoded in the address, and the headers beside it. */
const MAX_HEAD_BYTES = 48 * 1024;

/** A Nest application on Fastify as every service here needs it: bodies stay streams, request ids, one line a request. */
export async function createApp(
  module: Type | DynamicModule,
  { name, logger, metrics, inner, trustProxy = 0, answerError = answerProblem }: AppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger.child({ service: name }),
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    connectionTimeout: CONNECTION_TIMEOUT,
    // Whoever got in before the stop is served, with `Connection: close`; Fastify's own 503 would be no problem of ours.
    return503OnClosing: false,
    http: { maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: 5_000, requireHostHeader: false },
    clientErrorHandler: (error: Error, socket: Socket) => answerClientError(error, socket, newRequestId()),
    genReqId: (request: { headers: IncomingHttpHeaders }) => requestId(request.headers, inner),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      observeRequest(request, reply, name, metrics?.requests);
      void reply.header('x-request-id', request.id);
      answerError(error, request, reply);
    },
    trustProxy: (_address: string, hop: number) => hop < trustProxy,
  });
  const fastify = adapter.getInstance();
  // Parsing is up to the route: an upload may declare any type, and a parser that refuses early breaks the stream of the gateway.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  fastify.addHook('onRoute', keepContentLengthOfHead);
  metrics?.traffic.watch(name, fastify.server);
  fastify.addHook('onRequest', async (request, reply) => {
    observeRequest(request, reply, name, metrics?.requests);
    void reply.header('x-request-id', request.id);
    // RFC 9112, section 3.2. Node would refuse it, too, without a word.
    if (!request.headers.host && request.raw.httpVersion !== '1.0') {
      void reply.header('connection', 'close');
      answerError(new Problem('BAD_REQUEST', 'Say in a Host header which site is asked.'), request, reply);
      return reply;
    }
    // Fastify answers 415 to what is no media type before any route sees it, while an upload may declare whatever it likes.
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
 * comes last, would say 0.
 */
function keepContentLengthOfHead(this: FastifyInstance, route: RouteOptions): void {
  if (route.method !== 'HEAD' || !route.onSend) return;
  route.onSend = [route.onSend].flat().map((hook): onSendHookHandler => (request, reply, payload, done) => {
    if (payload === undefined) done(null, null);
    else void hook.call(this, request, reply, payload, done);
  });
}

import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';

import { drain } from './body.js';
import { answerClientError } from './client-error.js';
import { NestLogger, type Logger } from './log.js';
import { answerProblem } from './problem.filter.js';

export interface AppOptions {
  /** Stands in each log line. */
  name: string;
  logger: Logger;
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
const REQUEST_ID_BYTES = 9;
const REQUEST_ID = /^[\w-]{8,64}$/;
/** RFC 9110 section 8.3.1; parameters are not looked at. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** A Nest application on Fastify as every service here needs it: bodies stay streams, request ids, one line a request. */
export async function createApp(
  module: Type | DynamicModule,
  { name, logger, inner, trustProxy = 0, answerError = answerProblem }: AppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    loggerInstance: logger.child({ service: name }),
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    connectionTimeout: CONNECTION_TIMEOUT,
    http: { maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: 5_000, requireHostHeader: false },
    clientErrorHandler: (error: Error, socket: Socket) => answerClientError(error, socket, newRequestId()),
    genReqId: (request: { headers: IncomingHttpHeaders }) => requestId(request.headers, inner),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id);
      answerError(error, request, reply);
    },
    trustProxy: (_address: string, hop: number) => hop < trustProxy,
  });
  const fastify = adapter.getInstance();
  // Parsing is up to the route: an upload may declare any type, and a parser that refuses early breaks the stream of the gateway.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    // RFC 9112, section 3.2. Node would refuse it, too, without a word.
    if (!request.headers.host && request.raw.httpVersion !== '1.0') {
      void reply.header('connection', 'close');
      answerError(new Problem('BAD_REQUEST', 'Say in a Host header which site is asked.'), request, reply);
      return reply;
    }
    // Fastify answers 415 to what is no media type before any route sees it, while an upload may declare whatever it likes.
    if (!MEDIA_TYPE.test(request.headers['content-type'] ?? '')) delete request.headers['content-type'];
  });
  fastify.addHook('onResponse', async (request, reply) => {
    drain(request.raw);
    const route = request.routeOptions.url ?? 'unknown';
    const ms = Math.round(reply.elapsedTime);
    request.log.info({ method: request.method, route, status: reply.statusCode, ms }, 'request');
  });
  return NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
}

function requestId(headers: IncomingHttpHeaders, inner: boolean): string {
  const given = headers['x-request-id'];
  return inner && typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId();
}

/** Drawn many at a time: a draw for each would be the dearest part of a small answer. */
const randomPool = Buffer.alloc(256 * REQUEST_ID_BYTES);
let drawn = randomPool.length;

function newRequestId(): string {
  if (drawn === randomPool.length) {
    randomFillSync(randomPool);
    drawn = 0;
  }
  const from = drawn;
  drawn += REQUEST_ID_BYTES;
  return randomPool.toString('base64url', from, drawn);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { Problem, problemBody } from '#libs/api/errors.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import type { Logger } from './log.js';
import { toProblem } from './problem.filter.js';
import type { Readiness } from './readiness.js';
import { newRequestId } from './request-id.js';

export interface InternalServerOptions {
  /** 0: any free port. */
  port: number;
  host: string;
  metrics: Metrics;
  readiness: Readiness;
  logger: Logger;
}

export interface InternalServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, `/health/live` and `/health/ready` on the internal port. They contain nothing about people or pictures, but are meant
 * for the operator only. Rejects when the port is in use.
 */
export async function openInternalServer({ port, host, metrics, readiness, logger }: InternalServerOptions): Promise<InternalServer> {
  metrics.watchProcess();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const id = newRequestId();
    response.setHeader('cache-control', 'no-store').setHeader('x-request-id', id);
    try {
      const [type, body] = await read(request, id, metrics, readiness);
      response.setHeader('content-type', type).end(body);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status === 500) logger.error({ err: error, reqId: id }, 'a request to the internal port failed');
      response.writeHead(problem.status, { 'content-type': 'application/problem+json; charset=utf-8', ...problem.headers });
      response.end(JSON.stringify(problemBody(problem, id)));
    }
  };
  const server = createServer({ headersTimeout: 10_000 }, (request, response) => void answer(request, response));
  await once(server.listen(port, host), 'listening');
  const address = server.address() as AddressInfo;
  logger.info({ host: address.address, port: address.port }, 'metrics and health on the internal port');
  const close = async () => {
    const closed = once(server, 'close');
    server.close().closeAllConnections();
    await closed;
  };
  return { port: address.port, close };
}

const OK = ['application/json; charset=utf-8', '{"status":"ok"}'] as const;

async function read({ method, url }: IncomingMessage, requestId: string, metrics: Metrics, readiness: Readiness) {
  const path = url?.replace(/\?.*$/, '').replace(/(?<=.)\/$/, '');
  if (method !== 'GET' && method !== 'HEAD') {
    throw new Problem('METHOD_NOT_ALLOWED', 'Use GET or HEAD.', { headers: { allow: 'GET, HEAD' } });
  }
  switch (path) {
    case '/metrics':
      return [metrics.contentType, await metrics.text()] as const;
    case '/health/live':
      return OK;
    case '/health/ready':
      await readiness.check(requestId);
      return OK;
    default:
      throw new Problem('NOT_FOUND', 'There is nothing at this address.');
  }
}

import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import { createLogger, type Logger } from '#libs/http/log.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';
import { Metrics } from '#libs/metrics/metrics.js';

import { createGateway } from './create-gateway.js';
import type { ConnectionLimits } from './security/connection-limit.js';
import { TIMEOUTS, type Timeouts } from './upstream/transport.js';

/** A real small server instead of an inner service, whose answers a test may change at any time. */
export class Inner {
  readonly seen: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];

  constructor(public answer: RequestListener) {}

  readonly server: Server = createServer((request, response) => {
    this.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    this.answer(request, response);
  });

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often this was called. */
  count(url: string): number {
    return this.seen.filter((request) => request.url === url).length;
  }
}

export const ADA = { id: '01kdc7q3v8x2m4n6p8r0s2t4v6', name: 'ada', email: 'ada@example.org' };
/** Valid at the auth of the fixture. */
export const SESSION = 'sbs_session';
export const TOKEN = 'sbt_token';
/** A picture that media would have. */
export const PICTURE = '01kdc7q3v8x2m4n6p8r0s2t4v7';

/** Answers exchanges as auth does; everything else with 204. */
export function authAnswer(valid: () => readonly string[] = () => [SESSION, TOKEN]): RequestListener {
  return async (request, response) => {
    if (request.url !== '/exchange') return void response.writeHead(204).end();
    const { token, audience } = JSON.parse(await text(request)) as { token: string; audience: string };
    if (!valid().includes(token)) return sendProblem(response, 401, 'NOT_LOGGED_IN');
    const session = token === TOKEN ? { sessionId: null, tokenId: 't1' } : { sessionId: 's1', tokenId: null };
    sendJson(response, 200, { jwt: `jwt-for-${audience}`, user: ADA, ...session, scopes: ['read', 'upload', 'write'] });
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function sendProblem(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  const body = { type: `/docs#${code}`, title: code, status, code, detail: 'Said by the inner service.', requestId: 'inner' };
  sendJson(response, status, body, { 'content-type': 'application/problem+json', ...headers });
}

export async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

async function send(port: number, path: string, { method = 'GET', headers = {}, body }: Sending) {
  const outgoing = httpRequest({ port, host: '127.0.0.1', path, method, headers: { authorization: `Bearer ${SESSION}`, ...headers } });
  // An answer may come early; the call is over when all of its body was taken as well.
  const sent = once(outgoing, 'finish');
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answer = await text(response);
  await sent;
  return {
    status: response.statusCode,
    headers: response.headers,
    text: answer,
    json: () => JSON.parse(answer) as Record<string, unknown>,
  };
}

/** What the gateway of the fixture signs client addresses with. */
export const GATEWAY_SECRET = 'the secret of the gateway fixture';

export interface Options {
  publicUrl?: string;
  trustProxy?: number;
  allowedHosts?: string[];
  corsOrigins?: string[];
  timeouts?: Partial<Timeouts>;
  variantCache?: VariantCache;
  connectionLimits?: ConnectionLimits;
  logger?: Logger;
}

/** A gateway on real sockets before two such servers. */
export async function openGateway(options: Options = {}) {
  const { publicUrl, trustProxy = 0, allowedHosts = [], corsOrigins = [], timeouts, variantCache, connectionLimits } = options;
  const metrics = new Metrics();
  const auth = new Inner(authAnswer());
  const media = new Inner((_request, response) => sendJson(response, 200, { items: [], next: null }));
  const app = await createGateway({
    config: {
      publicUrl,
      trustProxy,
      host: '127.0.0.1',
      allowedHosts,
      corsOrigins,
      maxUploadBytes: 100 * 2 ** 20,
      trashDays: 30,
    },
    services: { auth: await auth.listen(), media: await media.listen(), secret: GATEWAY_SECRET },
    logger: options.logger ?? createLogger('silent'),
    metrics,
    ...(variantCache && { variantCache }),
    ...(connectionLimits && { connectionLimits }),
    timeouts: { ...TIMEOUTS, ...timeouts },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    app,
    port,
    auth,
    media,
    metrics,
    /** A call as it stands, path and headers untouched, with a session unless its headers say otherwise. */
    send: (path: string, sending: Sending = {}) => send(port, path, sending),
    async close() {
      app.getHttpServer().closeAllConnections();
      await app.close();
      for (const { server } of [auth, media]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

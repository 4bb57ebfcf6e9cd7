import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** How the server answers: as it is, with an error, late, with half a body, or with a byte that is not as it was stored. */
export const S3_MODES = ['as it is', '500', '503', 'slow', 'half a body', 'wrong byte'] as const;
export type S3Mode = (typeof S3_MODES)[number];

/** Milliseconds that a slow answer waits. */
const SLOW_MS = 1_500;

/** An HTTP proxy before an S3 server that spoils some of its answers. Signatures stay valid: it changes no header of a request. */
export class S3Proxy {
  private mode: S3Mode = 'as it is';
  /** Which request is spoiled: every so many-th. */
  private every = 1;
  private count = 0;
  private readonly target: URL;
  private port = 0;

  private constructor(
    targetUrl: string,
    private readonly server: Server,
  ) {
    this.target = new URL(targetUrl);
  }

  static async open(targetUrl: string): Promise<S3Proxy> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const proxy = new S3Proxy(targetUrl, server);
    server.on('request', (request, response) => {
      proxy.forward(request, response).catch(() => response.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    proxy.port = (server.address() as AddressInfo).port;
    return proxy;
  }

  get url(): string {
    const { username, password } = this.target;
    return `http://${username}:${password}@127.0.0.1:${this.port}`;
  }

  /** From now on every so many-th request is answered like this. */
  answer(mode: S3Mode, every = 1): void {
    this.mode = mode;
    this.every = every;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mode = this.mode !== 'as it is' && this.count++ % this.every === 0 ? this.mode : 'as it is';
    if (mode === '500' || mode === '503') return refuse(request, response, mode);
    if (mode === 'slow') await wait(SLOW_MS);
    const { hostname, port } = this.target;
    const { method, url = '/', rawHeaders } = request;
    const onward = send({ hostname, port, method, path: url, headers: rawHeaders, setHost: false });
    const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
    answered.catch(() => undefined);
    response.on('close', () => onward.destroy());
    const body = mode === 'wrong byte' && method === 'PUT' ? [request, wrongByte()] : [request];
    // A server that refuses early closes its side while the body is still sent.
    void pipeline([...body, onward]).catch(() => onward.destroy());
    const [answer] = await answered;
    response.writeHead(answer.statusCode!, answer.rawHeaders);
    if (mode === 'half a body') return half(answer, response);
    // Only originals: what is read of a variant has no hash to hold it against.
    const spoiled = mode === 'wrong byte' && method === 'GET' && answer.statusCode! < 300 && /\/original(\?|$)/.test(url);
    await pipeline(spoiled ? [answer, wrongByte(), response] : [answer, response]);
  }
}

/** An error in the words of S3. */
function refuse(request: IncomingMessage, response: ServerResponse, status: '500' | '503'): void {
  const code = status === '500' ? 'InternalError' : 'SlowDown';
  request.resume();
  response.writeHead(Number(status), { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}

async function half(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  let left = Math.floor(Number(answer.headers['content-length'] ?? 0) / 2);
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (left > 0) response.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  // What was written leaves before the connection does.
  response.write('', () => response.destroy());
}

/** Changes the last byte of the first chunk. */
function wrongByte(): Transform {
  let changed = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (changed || chunk.length === 0) return done(null, chunk);
      changed = true;
      const copy = Buffer.from(chunk);
      copy[copy.length - 1]! ^= 1;
      done(null, copy);
    },
  });
}

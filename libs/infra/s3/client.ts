import { hash } from 'node:crypto';
import type { ReadStream } from 'node:fs';

import { signV4 } from 'minio/dist/esm/signing.mjs';
import { Agent, type Dispatcher } from 'undici';

import { answerError, codeOf, wayError } from './errors.js';
import { LivenessWatchdog, PROBE_TIMEOUT } from './liveness-watchdog.js';
import type { S3Location } from './url.js';

/** Milliseconds without a byte of a body, while it is read, after which the connection is closed. */
const BODY_TIMEOUT = 15_000;
/** Errors of an idle connection that the server has just closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

const EMPTY_SHA256 = hash('sha256', '');

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Empty for the bucket itself. */
  key: string;
  headers?: Record<string, string>;
  /** The bytes to send, with length and SHA-256 in hex, which the server verifies. */
  body?: { stream: ReadStream; size: number; sha256: string };
}

type SignedRequest = Parameters<typeof signV4>[0];

export type S3Answer = Dispatcher.ResponseData;

/**
 * Sends signed requests to one bucket (AWS Signature Version 4). Bodies are streamed in both directions, so memory does not grow with their
 * size. A server that is away or hangs is detected within two seconds; a slow one is not taken for it.
 */
export class S3Client {
  /** Unlimited connections: a slow reader of one must not delay other requests. */
  private readonly agent = new Agent({ allowH2: false, connect: { timeout: PROBE_TIMEOUT }, headersTimeout: 0, bodyTimeout: BODY_TIMEOUT });
  readonly watchdog = new LivenessWatchdog(() => this.probe());

  constructor(private readonly at: S3Location) {}

  /** Sends a request and returns a successful answer. @throws ObjectNotFound, ObjectExists, StoreFull, StoreUnavailable, RangeError */
  async send(request: S3Request): Promise<S3Answer> {
    try {
      return await this.watchdog.run(
        (signal) => this.answer(request, signal),
        () => request.body?.stream.bytesRead ?? 0,
      );
    } catch (error) {
      throw wayError(error);
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async answer(request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    const answer = await this.sendOnce(request, signal);
    if (answer.statusCode < 300) return answer;
    const code = codeOf(await answer.body.text());
    throw answerError({ status: answer.statusCode, code, date: String(answer.headers['date']) }, request.key);
  }

  private async sendOnce(request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    try {
      return await this.dispatch(request, signal);
    } catch (error) {
      // A body can't be sent twice: it is a stream.
      const again = !request.body && !signal.aborted && CLOSED.includes((error as { code?: string }).code ?? '');
      if (!again) throw error;
      return this.dispatch(request, signal);
    }
  }

  private dispatch({ method, key, headers, body }: S3Request, signal: AbortSignal): Promise<S3Answer> {
    const { origin, bucket, region, accessKey, secretKey } = this.at;
    const path = key ? `/${bucket}/${key}` : `/${bucket}`;
    const now = new Date();
    const sha256 = body?.sha256 ?? EMPTY_SHA256;
    const signed: Record<string, string> = {
      host: new URL(origin).host,
      'x-amz-date': now.toISOString().replace(/[-:]|\.\d+/g, ''),
      'x-amz-content-sha256': sha256,
      ...headers,
    };
    const authorization = signV4({ method, path, headers: signed } as SignedRequest, accessKey, secretKey, region, now, sha256);
    const length = method === 'PUT' ? { 'content-length': String(body?.size ?? 0) } : {};
    return this.agent.request({
      origin,
      path,
      method,
      headers: { ...signed, ...length, authorization },
      body: body?.stream ?? null,
      signal,
    });
  }

  private async probe(): Promise<void> {
    const { body } = await this.dispatch({ method: 'HEAD', key: '' }, AbortSignal.timeout(PROBE_TIMEOUT));
    await body.dump();
  }
}

import { hash } from 'node:crypto';
import type { ReadStream } from 'node:fs';

import { signV4 } from 'minio/dist/esm/signing.mjs';
import { Agent, type Dispatcher } from 'undici';

import { answerError, codeOf, wayError } from './errors.js';
import { LivenessWatchdog, SIGN_OF_LIFE } from './liveness-watchdog.js';
import type { S3Location } from './url.js';

/** Milliseconds that what the server sends may stand still while somebody reads it. */
const STANDSTILL = 15_000;
/** Codes of a connection that lay idle and was closed by the server just now. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

const EMPTY_SHA256 = hash('sha256', '');

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Empty: the bucket itself. */
  key: string;
  headers?: Record<string, string>;
  /** Bytes that are sent, their length and SHA-256 in hex, which the server verifies. */
  body?: { stream: ReadStream; size: number; sha256: string };
}

type SignedRequest = Parameters<typeof signV4>[0];

export type S3Answer = Dispatcher.ResponseData;

/**
 * Signed requests to one bucket (AWS Signature Version 4). Bodies are streams both ways, so that memory stays small whatever their size.
 * A server that is away or hangs is found out within two seconds; one that is slow is not taken for it.
 */
export class S3Client {
  /** As many connections as there are requests: one that a slow reader holds must keep nobody waiting. */
  private readonly agent = new Agent({ allowH2: false, connect: { timeout: SIGN_OF_LIFE }, headersTimeout: 0, bodyTimeout: STANDSTILL });
  readonly watchdog = new LivenessWatchdog(() => this.ask());

  constructor(private readonly at: S3Location) {}

  /** The answer when it is a success. @throws ObjectNotFound, ObjectExists, StoreFull, StoreUnavailable, RangeError */
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
    throw answerError(answer.statusCode, codeOf(await answer.body.text()), request.key);
  }

  private async sendOnce(request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    try {
      return await this.dispatch(request, signal);
    } catch (error) {
      // What was sent once from a stream can't be sent again.
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

  private async ask(): Promise<void> {
    const { body } = await this.dispatch({ method: 'HEAD', key: '' }, AbortSignal.timeout(SIGN_OF_LIFE));
    await body.dump();
  }
}

import { hash } from 'node:crypto';
import type { ReadStream } from 'node:fs';

import { signV4 } from 'minio/dist/esm/signing.mjs';
import { Agent, type Dispatcher } from 'undici';

import { StoreUnavailable } from '#libs/ports/object-store.js';

import { answerError, codeOf, wayError } from './s3-errors.js';
import type { S3Location } from './s3-url.js';

/** Milliseconds without an answer after which the server is asked whether it is there at all, and that it has to say so. */
const DOUBT = 700;
const SIGN_OF_LIFE = 1_000;
/** Milliseconds that a server which is there may take when nothing more is sent, and that what it sends may stand still. */
const PATIENCE = 30_000;
const STANDSTILL = 15_000;

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
  private readonly agent = new Agent({ connections: 64, connect: { timeout: SIGN_OF_LIFE }, headersTimeout: 0, bodyTimeout: STANDSTILL });

  constructor(private readonly at: S3Location) {}

  /** The answer when it is a success. @throws ObjectNotFound, ObjectExists, StoreFull, StoreUnavailable, RangeError */
  async send(request: S3Request): Promise<S3Answer> {
    const patience = new AbortController();
    const watch = this.watch(patience, () => request.body?.stream.bytesRead ?? 0);
    try {
      const answer = await this.sendOnce(request, patience.signal);
      if (answer.statusCode < 300) return answer;
      throw answerError(answer.statusCode, codeOf(await answer.body.text()), request.key);
    } catch (error) {
      throw wayError(error);
    } finally {
      watch.end();
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async sendOnce(request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    try {
      return await this.dispatch(request, signal);
    } catch (error) {
      // A connection that lay idle may have been closed by the server just now. What was sent once from a stream can't be sent again.
      const again = !request.body && !signal.aborted && (error as { code?: string }).code === 'UND_ERR_SOCKET';
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

  /** Aborts when the server gives no sign of life, or nothing goes on for too long; looks again and again until `end` is called. */
  private watch(patience: AbortController, sent: () => number): { end: () => void } {
    let ended = false;
    let last = { sent: 0, at: performance.now() };
    const look = async () => {
      if (sent() !== last.sent) last = { sent: sent(), at: performance.now() };
      const hangs = performance.now() - last.at > PATIENCE || !(await this.lives());
      if (ended) return;
      if (hangs) patience.abort(new StoreUnavailable('The object store does not answer.'));
      else timer = setTimeout(look, DOUBT);
    };
    let timer = setTimeout(look, DOUBT);
    const end = () => {
      ended = true;
      clearTimeout(timer);
    };
    return { end };
  }

  /** Any answer will do. */
  private async lives(): Promise<boolean> {
    try {
      const { body } = await this.dispatch({ method: 'HEAD', key: '' }, AbortSignal.timeout(SIGN_OF_LIFE));
      await body.dump();
      return true;
    } catch {
      return false;
    }
  }
}

import { openAsBlob } from 'node:fs';

import type { z } from 'zod';

import { Image } from '#libs/api/image.js';

import { ApiError, connectionError, problemOf, readJson } from './api-error.js';
import { retry, type RetryOptions } from './retry.js';

export interface UploadFields {
  name: string;
  /** ISO 8601; empty: unknown. */
  takenAt?: string;
  modifiedAt?: string;
}

/** The drive's HTTP API for one person. Calls are retried after temporary errors, except `jsonOnce`. @throws ApiError */
export class Api {
  constructor(
    readonly url: string,
    private readonly token = '',
    readonly retryOptions: RetryOptions = {},
  ) {}

  /** A call with a JSON answer, checked against the published schema. */
  json<T extends z.ZodType>(schema: T, method: string, path: string, body?: unknown): Promise<z.output<T>> {
    return retry(() => this.jsonOnce(schema, method, path, body), this.retryOptions);
  }

  /** Without retry, for a call that must not happen twice when only its answer was lost. */
  async jsonOnce<T extends z.ZodType>(schema: T, method: string, path: string, body?: unknown): Promise<z.output<T>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const read = schema.safeParse(await readJson(await this.fetch(path, { method, ...sent })));
    if (!read.success) throw new ApiError(200, 'NO_DRIVE', `${this.url} answers, but it is not a drive. Check the address.`);
    return read.data;
  }

  /** A call whose answer is ignored. */
  async send(method: string, path: string): Promise<void> {
    await retry(async () => void (await (await this.fetch(path, { method })).arrayBuffer()), this.retryOptions);
  }

  /** Uploads a file. `isNew` is false when the drive had these bytes before this call. */
  async upload(file: string, fields: UploadFields): Promise<{ image: Image; isNew: boolean }> {
    const query = new URLSearchParams({ ...fields });
    return retry(async (attempt) => {
      // Reading the blob fails when the file changes meanwhile.
      const body = await openAsBlob(file, { type: 'application/octet-stream' });
      const answer = await this.fetch(`/api/images?${query}`, { method: 'POST', body });
      const image = Image.parse(await readJson(answer));
      // An earlier attempt whose answer was lost may have stored it.
      return { image, isNew: answer.status === 201 || attempt > 1 };
    }, this.retryOptions);
  }

  /** A GET whose body the caller streams. Not retried here: the stream may break later. */
  get(path: string): Promise<Response> {
    return this.fetch(path, {});
  }

  private async fetch(path: string, { headers, ...init }: RequestInit): Promise<Response> {
    const authorization = this.token && { authorization: `Bearer ${this.token}` };
    const { signal } = this.retryOptions;
    const request = {
      redirect: 'error',
      ...init,
      headers: { ...authorization, ...(headers as object) },
      ...(signal && { signal }),
    } as const;
    const answer = await fetch(`${this.url}${path}`, request).catch((error: unknown) => {
      throw connectionError(this.url, error);
    });
    if (!answer.ok) throw await problemOf(answer, this.url);
    return answer;
  }
}

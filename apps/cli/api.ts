import { openAsBlob } from 'node:fs';

import { z } from 'zod';

import { Image } from '#libs/contract/image.js';

import { ApiError } from './api-error.js';
import { LOG_IN_AGAIN } from './login-file.js';
import { patiently, type PatienceOptions } from './patience.js';

/** What is read of a problem: a drive that is newer may have codes that are not known here. */
const ProblemRead = z.object({ code: z.string(), title: z.string(), detail: z.string() });

export interface UploadFields {
  name: string;
  /** ISO 8601; empty: nobody knows. */
  takenAt?: string;
  modifiedAt?: string;
}

/** The drive's HTTP API on behalf of one person. Every call but `jsonOnce` is tried again while that may help. @throws ApiError */
export class Api {
  constructor(
    readonly url: string,
    private readonly token = '',
    readonly patience: PatienceOptions = {},
  ) {}

  /** A call with a JSON answer, checked against the published schema. */
  json<T extends z.ZodType>(schema: T, method: string, path: string, body?: unknown): Promise<z.output<T>> {
    return patiently(() => this.jsonOnce(schema, method, path, body), this.patience);
  }

  /** One that is not tried again, for what must not happen twice when only the answer was lost. */
  async jsonOnce<T extends z.ZodType>(schema: T, method: string, path: string, body?: unknown): Promise<z.output<T>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await readJson(await this.ask(path, { method, ...sent }));
    const read = schema.safeParse(answer);
    if (!read.success) throw new ApiError(200, 'NO_DRIVE', `${this.url} answers, but not as a drive does. Is the address right?`);
    return read.data;
  }

  /** A call whose answer is of no interest. */
  async send(method: string, path: string): Promise<void> {
    await patiently(async () => void (await (await this.ask(path, { method })).arrayBuffer()), this.patience);
  }

  /** Sends a file as it lies there. `isNew` is false when the drive had these bytes before this call began. */
  async upload(file: string, fields: UploadFields): Promise<{ image: Image; isNew: boolean }> {
    const query = new URLSearchParams({ ...fields });
    return patiently(async (attempt) => {
      // Reading from it fails when the file changes meanwhile.
      const body = await openAsBlob(file, { type: 'application/octet-stream' });
      const answer = await this.ask(`/api/images?${query}`, { method: 'POST', body });
      const image = Image.parse(await readJson(answer));
      // A try whose answer was lost may have been what brought it in.
      return { image, isNew: answer.status === 201 || attempt > 1 };
    }, this.patience);
  }

  /** The bytes under this path, and the start of reading them; whoever reads them tries again. */
  bytes(path: string): Promise<Response> {
    return this.ask(path, {});
  }

  private async ask(path: string, { headers, ...init }: RequestInit): Promise<Response> {
    const authorization = this.token && { authorization: `Bearer ${this.token}` };
    const { signal } = this.patience;
    const request = {
      redirect: 'error',
      ...init,
      headers: { ...authorization, ...(headers as object) },
      ...(signal && { signal }),
    } as const;
    const answer = await fetch(`${this.url}${path}`, request).catch((error: unknown) => {
      throw noAnswer(this.url, error);
    });
    if (!answer.ok) throw await problemOf(answer, this.url);
    return answer;
  }
}

/** What another login than the one that is kept would mend. */
const OF_LOGIN: readonly string[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING'];

/** The answer may break off in its middle. */
async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text().catch((error: unknown) => {
    throw noAnswer(new URL(answer.url).origin, error);
  });
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function noAnswer(url: string, error: unknown): Error {
  const { name, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'NotReadableError' || (cause as Error | undefined)?.name === 'NotReadableError') return error as Error;
  if (name === 'AbortError') return new ApiError(-1, 'INTERRUPTED', 'It was interrupted.');
  return new ApiError(0, 'NO_ANSWER', `${url} does not answer. Is the address right, and does the drive run?`);
}

async function problemOf(answer: Response, url: string): Promise<ApiError> {
  const body = ProblemRead.safeParse(await readJson(answer).catch(() => null));
  const after = Number(answer.headers.get('retry-after') ?? NaN);
  const retryAfter = Number.isFinite(after) && after >= 0 ? after : undefined;
  if (body.success) {
    const { code, title, detail } = body.data;
    const again = OF_LOGIN.includes(code) ? ` ${LOG_IN_AGAIN}` : '';
    return new ApiError(answer.status, code, `${title}. ${detail}${again}`, retryAfter);
  }
  return new ApiError(answer.status, 'NO_DRIVE', `${url} answered ${answer.status}, and not as a drive does.`, retryAfter);
}

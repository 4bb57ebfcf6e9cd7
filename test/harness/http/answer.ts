import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';

import { Agent, type Dispatcher } from 'undici';
import { inject } from 'vitest';

/** What came back, whole. Redirects are answers like any other. */
export interface Answer {
  method: string;
  /** With the query. */
  path: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
  /** Throws when the body is no JSON. */
  json<T = unknown>(): T;
}

export interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | string | Readable | AsyncIterable<Uint8Array> | null;
}

/**
 * Each file speaks from an address of its own to a drive that all files share, since one address may make a hundred accounts an hour.
 * Linux has all of 127.0.0.0/8; other systems have one address of it.
 */
const address = inject('driveUrl') && process.platform === 'linux' ? { localAddress: `127.${randomBytes(2).join('.')}.2` } : {};

// No limit of its own on how long an answer takes: the test's own limit ends a drive that hangs.
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connections: 64, ...address });

/** One request, exactly as given: nothing is followed, added or decoded. */
export async function send(url: string, { method, path, headers = {}, body = null }: Sent): Promise<Answer> {
  // Not by a URL, which would take dot segments out of the path.
  const response = await agent.request({ origin: url, path, method: method as Dispatcher.HttpMethod, headers, body: body as Readable });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  const text = bytes.toString();
  return { method, path, status: response.statusCode, headers: response.headers, bytes, text, json: <T>() => JSON.parse(text) as T };
}

/** A header as one text, empty when it is not there. */
export function header({ headers }: Answer, name: string): string {
  return [headers[name] ?? ''].flat().join(', ');
}

/** The first cookie of this name that an answer sets: its value and attributes. */
export function setCookie({ headers }: Answer, name: string): string | undefined {
  return [headers['set-cookie'] ?? []].flat().find((cookie) => cookie.startsWith(`${name}=`));
}

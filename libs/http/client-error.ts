import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Problem, problemBody } from '#libs/api/errors.js';

/** Sockets that are answered; the parser reports an error for every further chunk. */
const answered = new WeakSet<Socket>();

/**
 * Answers bytes that the HTTP parser refused, and requests whose headers did not arrive in time. No hook or route sees these. The connection
 * ends when the client closes it, and at the latest after `linger` milliseconds: closed at once, with unread bytes, it would be reset and
 * the answer lost (RFC 9112, section 9.6).
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket, requestId: string, linger: number): void {
  if (answered.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = problemOf(error.code);
  const body = JSON.stringify(problemBody(problem, requestId));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
  ];
  answered.add(socket);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), linger).unref();
  socket.once('close', () => clearTimeout(timer));
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('HEADERS_TOO_LARGE', 'The address and the headers together have a limit of 48 KiB.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('REQUEST_TIMEOUT', 'The request headers did not arrive in time. Send the request again.');
    default:
      return new Problem('BAD_REQUEST', 'This is not a valid HTTP/1.1 request.');
  }
}

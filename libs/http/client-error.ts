import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Problem, problemBody } from '#libs/api/errors.js';

/** Answers bytes that the HTTP parser refused, and requests whose headers did not arrive in time. No hook or route sees these. */
export function answerClientError(error: Error & { code?: string }, socket: Socket, requestId: string): void {
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
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
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

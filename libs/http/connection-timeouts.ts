import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** All in milliseconds. */
export interface ConnectionTimeouts {
  /** For the headers of a request (against slowloris). */
  head: number;
  /** How often that limit is checked. */
  headCheck: number;
  /** For a client to close after it was told that its request can't be read. */
  linger: number;
  /** Without a byte in or out, while the server has something to send: the client stopped reading. */
  reader: number;
}

export const CONNECTION_TIMEOUTS: ConnectionTimeouts = { head: 10_000, headCheck: 5_000, linger: 2_000, reader: 60_000 };

/**
 * Destroys connections on which nothing moves: at once when the client does not take what was written, or has no request in progress;
 * after twice the time when the answer is not there yet, since the work for it may take long. For clients of the public port only: between
 * gateway and services a slow client pauses both.
 */
export function endIdleConnections(server: Server, reader: number): void {
  // Answers are sent in the order of their requests. A second listener to `close` of each would cost a third of a small answer.
  const last = new WeakMap<Socket, ServerResponse>();
  const before = new WeakMap<Socket, number>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => void last.set(socket, response));
  // The timer of a socket starts again with every byte that the system took or brought.
  server.setTimeout(reader, (socket) => {
    const moved = socket.bytesRead + socket.bytesWritten;
    const isWaiting = last.get(socket)?.closed === false;
    if (socket.writableLength > 0 || !isWaiting || before.get(socket) === moved) return void socket.destroy();
    before.set(socket, moved);
    socket.setTimeout(reader);
  });
}

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
  const requests = new WeakMap<Socket, number>();
  const before = new WeakMap<Socket, number>();
  const count = (socket: Socket, change: number) => void requests.set(socket, (requests.get(socket) ?? 0) + change);
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  // The timer of a socket starts again with every byte that the system took or brought.
  server.setTimeout(reader, (socket) => {
    const moved = socket.bytesRead + socket.bytesWritten;
    if (socket.writableLength > 0 || !requests.get(socket) || before.get(socket) === moved) return void socket.destroy();
    before.set(socket, moved);
    socket.setTimeout(reader);
  });
}

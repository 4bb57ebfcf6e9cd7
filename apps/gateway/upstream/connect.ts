import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';

import { buildConnector, errors } from 'undici';

/**
 * Milliseconds of silence before the first TCP keep-alive probe; without answers the connection fails ten seconds later. A machine or a
 * container that disappears closes nothing, and without probes a call to it would last until its timeout.
 */
const KEEP_ALIVE_DELAY = 5_000;

/**
 * A connector for undici. Each connection looks the name up again and tries its addresses in random order until one accepts, so replicas
 * share the calls and one that is gone is skipped.
 * @param timeoutMs for the whole attempt; undici's own timer can be late by half a second and more
 */
export function connector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({
    timeout: 0,
    allowH2: false,
    lookup: lookupShuffled,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_DELAY,
  });
  return (options, callback) => {
    // undici's types don't say that connect returns the socket.
    const socket = connect(options, (...outcome) => {
      clearTimeout(timer);
      callback(...outcome);
    }) as unknown as Socket;
    // After a busy event loop, the events of the socket are handled before the timeout counts.
    const timer = setTimeout(() => setImmediate(() => abort(socket)), timeoutMs);
  };
}

function abort(socket: Socket): void {
  if (socket.connecting) socket.destroy(new errors.ConnectTimeoutError('no connection in time'));
}

/** The resolver of the system returns several addresses always in the same order. */
const lookupShuffled: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error: NodeJS.ErrnoException | null, found: string | LookupAddress[], family?: number) => {
    callback(error, Array.isArray(found) ? shuffled(found) : found, family);
  });
};

function shuffled<T>(list: readonly T[]): T[] {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]!);
}

import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';

import { buildConnector, errors } from 'undici';

/**
 * Milliseconds of silence after which a connection is asked for a sign of life; without one it is over ten seconds later, as Node has it.
 * A machine or a container that vanishes says no goodbye, and who waits for its answer would else wait as long as for one that works.
 */
const SILENCE = 5_000;

/**
 * Connects to whom a name stands for right now: the name is looked up for every connection, its addresses are tried in any order, and one
 * that refuses or does not answer is passed over. So replicas share the work, and one that went is not missed.
 * @param timeoutMs for all of it; undici's own timer may be late by half a second and more
 */
export function connector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: 0, allowH2: false, lookup: lookupShuffled, keepAlive: true, keepAliveInitialDelay: SILENCE });
  return (options, callback) => {
    // What its declaration keeps to itself.
    const socket = connect(options, (...outcome) => {
      clearTimeout(timer);
      callback(...outcome);
    }) as unknown as Socket;
    // A process that was busy for long looks at its sockets first.
    const timer = setTimeout(() => setImmediate(() => giveUp(socket)), timeoutMs);
  };
}

function giveUp(socket: Socket): void {
  if (socket.connecting) socket.destroy(new errors.ConnectTimeoutError('no connection in time'));
}

/** The system's resolver gives several addresses in an order of its own, always the same. */
const lookupShuffled: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error: NodeJS.ErrnoException | null, found: string | LookupAddress[], family?: number) => {
    callback(error, Array.isArray(found) ? shuffled(found) : found, family);
  });
};

function shuffled<T>(list: readonly T[]): T[] {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]!);
}

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import { Problem } from '#libs/api/errors.js';
import { networkOf } from '#libs/http/networks.js';

export interface ConnectionLimits {
  /** Open connections of all clients. Above it a connection is closed without an answer. */
  total: number;
  /** Of one network. Above it every request is refused. */
  perNetwork: number;
  /** Whether only the total applies to an address. */
  isExempt: (address: string) => boolean;
}

/** An open connection costs about 25 kB, with half a JSON body 40. */
const LIMITS: ConnectionLimits = { total: 4_000, perNetwork: 1_000, isExempt: (address) => /^(127\.|::1$|::ffff:127\.)/.test(address) };

/**
 * Bounds the connections of the public port, in total and for one network. Connections of our own proxies, and of this machine, where a
 * proxy or a tunnel may run, are those of many people: only the total applies to them.
 */
export class ConnectionLimit {
  private readonly open = new Map<string, number>();
  private readonly over = new WeakSet<Socket>();

  constructor(
    server: Server,
    behindProxy: boolean,
    private readonly limits: ConnectionLimits = LIMITS,
  ) {
    server.maxConnections = limits.total;
    if (!behindProxy) server.on('connection', (socket: Socket) => this.count(socket));
  }

  /** @throws Problem RATE_LIMITED for a connection above the limit of its network, which ends with the answer */
  check(socket: Socket): void {
    if (!this.over.has(socket)) return;
    throw new Problem('RATE_LIMITED', 'Your network has too many open connections to this drive. Close some of them, then try again.', {
      retryAfter: 5,
      headers: { connection: 'close' },
    });
  }

  private count(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (this.limits.isExempt(address)) return;
    const network = networkOf(address);
    const open = (this.open.get(network) ?? 0) + 1;
    this.open.set(network, open);
    if (open > this.limits.perNetwork) this.over.add(socket);
    socket.once('close', () => {
      const left = this.open.get(network)! - 1;
      if (left > 0) this.open.set(network, left);
      else this.open.delete(network);
    });
  }
}

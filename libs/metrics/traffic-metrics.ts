import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import { Counter, Gauge, type Registry } from 'prom-client';

interface Traffic {
  /** Bytes over connections that are closed. */
  received: number;
  sent: number;
  open: Set<Socket>;
}

/** Bytes that went over the connections of the services, heads included. Counted when asked for, so a request costs nothing. */
export class TrafficMetrics {
  private readonly services = new Map<string, Traffic>();

  constructor(registry: Registry) {
    const labelNames = ['service'];
    const registers = [registry];
    const { services } = this;
    const eachService = (tell: (service: string, traffic: Traffic) => void) => {
      for (const [service, traffic] of services) tell(service, traffic);
    };
    void new Counter({
      name: 'shoebox_http_received_bytes_total',
      help: 'Bytes received from clients, heads included, also of requests under way.',
      labelNames,
      registers,
      collect() {
        this.reset();
        eachService((service, { received, open }) => this.inc({ service }, received + sum(open, 'bytesRead')));
      },
    });
    void new Counter({
      name: 'shoebox_http_sent_bytes_total',
      help: 'Bytes sent to clients, heads included, also of answers under way.',
      labelNames,
      registers,
      collect() {
        this.reset();
        eachService((service, { sent, open }) => this.inc({ service }, sent + sum(open, 'bytesWritten')));
      },
    });
    void new Gauge({
      name: 'shoebox_http_connections',
      help: 'Connections open now.',
      labelNames,
      registers,
      collect() {
        eachService((service, { open }) => this.set({ service }, open.size));
      },
    });
  }

  /** Counts what goes over every connection of the server from now on. */
  watch(service: string, server: Server): void {
    const traffic: Traffic = { received: 0, sent: 0, open: new Set() };
    this.services.set(service, traffic);
    server.on('connection', (socket: Socket) => {
      traffic.open.add(socket);
      socket.once('close', () => {
        traffic.open.delete(socket);
        traffic.received += socket.bytesRead;
        traffic.sent += socket.bytesWritten;
      });
    });
  }
}

function sum(sockets: Iterable<Socket>, what: 'bytesRead' | 'bytesWritten'): number {
  let bytes = 0;
  for (const socket of sockets) bytes += socket[what];
  return bytes;
}

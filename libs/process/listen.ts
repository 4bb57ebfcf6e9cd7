import type { AddressInfo } from 'node:net';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Shutdown } from './shutdown.js';

/** Milliseconds that requests of clients and jobs under way get to finish at a stop. Together they stay below the deadline of the process. */
export const REQUEST_GRACE = 2_000;
export const JOB_GRACE = 2_000;

export interface Place {
  host: string;
  /** 0 takes any free one. */
  port: number;
  /** Milliseconds that requests under way get to finish when it closes. */
  grace: number;
}

/** Starts to listen, and closes with the rest of the process. Returns the port. Rejects when the place is taken. */
export async function listen(app: NestFastifyApplication, { host, port, grace }: Place, closing: Shutdown): Promise<number> {
  closing.add(() => closeApp(app, grace));
  await app.listen(port, host);
  return (app.getHttpServer().address() as AddressInfo).port;
}

/** A client that stops half-way through a request, or does not read its answer, must not hold up the stop. */
async function closeApp(app: NestFastifyApplication, grace: number): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), grace);
  await app.close();
  clearTimeout(timer);
}

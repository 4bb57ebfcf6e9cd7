import { openInternalServer } from '#libs/http/internal-server.js';
import { Readiness } from '#libs/http/readiness.js';
import { addresses } from '#libs/process/addresses.js';
import { INTERNAL_PORTS, REQUEST_GRACE, listen } from '#libs/process/listen.js';
import type { ServiceContext } from '#libs/process/run-service.js';

import { createGateway } from './create-gateway.js';

/** Runs one gateway as a process. Any number can run side by side. */
export async function start({ config, logger, metrics, shutdown }: ServiceContext): Promise<void> {
  const { host } = config;
  const services = { auth: config.authUrl!, media: config.mediaUrl!, secret: config.gatewaySecret! };
  const gateway = await createGateway({ config, services, logger, metrics });
  const readiness = gateway.get(Readiness);
  const internalPort = config.internalPort ?? INTERNAL_PORTS.gateway;
  const serviceLogger = logger.child({ service: 'gateway' });
  const internal = await openInternalServer({ port: internalPort, host, metrics, readiness, logger: serviceLogger });
  shutdown.add(() => internal.close());
  const port = await listen(gateway, { host, port: config.port, grace: REQUEST_GRACE }, shutdown);
  serviceLogger.info({ host, port }, 'listening');
  process.stdout.write(`Shoebox is ready: open ${addresses(config, port).join(' or ')}\n`);
  void readiness.untilReady(shutdown.signal);
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createInnerApp } from '#libs/http/create-inner-app.js';

import type { WorkerResources } from './resources/worker-resources.module.js';
import { WorkerModule } from './worker.module.js';

/** The worker, ready to listen. It takes jobs from initialisation until the queue closes. */
export async function createWorker(resources: WorkerResources): Promise<NestFastifyApplication> {
  const { logger, metrics } = resources;
  const module = WorkerModule.with({ ...resources, logger: logger.child({ service: 'worker' }) });
  return createInnerApp(module, { name: 'worker', logger, metrics });
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createApp } from '#libs/http/create-app.js';
import { ProblemFilter } from '#libs/http/problem.filter.js';

import type { WorkerResources } from './worker-resources.js';
import { WorkerModule } from './worker.module.js';

/** The worker, ready to listen. It takes jobs from the moment it is initialised until the queue is closed. */
export async function createWorker(resources: WorkerResources): Promise<NestFastifyApplication> {
  const logger = resources.logger.child({ service: 'worker' });
  const app = await createApp(WorkerModule.with({ ...resources, logger }), { name: 'worker', logger: resources.logger, inner: true });
  return app.useGlobalFilters(new ProblemFilter());
}

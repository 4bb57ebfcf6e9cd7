import { Module, type DynamicModule } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { HealthController } from '#libs/http/health.controller.js';
import { Readiness } from '#libs/http/readiness.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';

import { driveOf } from './drive-of.js';
import type { WorkerResources } from './worker-resources.js';
import { WorkerService } from './worker.service.js';

@Module({})
export class WorkerModule {
  static with(resources: WorkerResources): DynamicModule {
    const { database, objects, queue, logger } = resources;
    const needs = {
      'the database of pictures': () => database.check(),
      'the object store': () => objects.check(),
      'the queue': () => queue.check(),
      'the drive': async () => {
        const mismatch = await driveMismatch(driveOf(resources));
        if (mismatch) throw new Problem('UNAVAILABLE', mismatch);
      },
    };
    return {
      module: WorkerModule,
      controllers: [HealthController],
      providers: [
        { provide: WorkerService, useValue: new WorkerService(resources) },
        { provide: Readiness, useValue: new Readiness(needs, logger) },
      ],
    };
  }
}

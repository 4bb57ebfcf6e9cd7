import { Module, type DynamicModule } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { HealthController } from '#libs/http/health.controller.js';
import { checkWithClock, Readiness } from '#libs/http/readiness.js';

import { DriveCheck } from './resources/drive-check.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MaintenanceModule } from './maintenance/maintenance.module.js';
import { WorkerResourcesModule, type WorkerResources } from './resources/worker-resources.module.js';

/** The worker: makes variants from queued jobs, and maintains the drive. */
@Module({})
export class WorkerModule {
  static with(resources: WorkerResources): DynamicModule {
    const { database, objects, queue, logger } = resources;
    const readiness = (drive: DriveCheck) => {
      const dependencies = {
        'the database of pictures': () => checkWithClock(database),
        'the object store': () => objects.check(),
        'the queue': () => queue.check(),
        'the drive': async () => {
          const mismatch = await drive.mismatch();
          if (mismatch) throw new Problem('UNAVAILABLE', mismatch);
        },
      };
      return new Readiness(dependencies, logger);
    };
    return {
      module: WorkerModule,
      imports: [WorkerResourcesModule.with(resources), JobsModule, MaintenanceModule],
      controllers: [HealthController],
      providers: [{ provide: Readiness, useFactory: readiness, inject: [DriveCheck] }],
    };
  }
}

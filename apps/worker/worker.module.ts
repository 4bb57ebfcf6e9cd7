import { Module, type DynamicModule } from '@nestjs/common';

import { WorkerHealth } from './health.js';
import type { WorkerResources } from './worker-resources.js';
import { WorkerService } from './worker.service.js';

@Module({})
export class WorkerModule {
  static with(resources: WorkerResources): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [WorkerHealth],
      providers: [{ provide: WorkerService, useValue: new WorkerService(resources) }],
    };
  }
}

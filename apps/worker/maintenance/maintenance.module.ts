import { Module } from '@nestjs/common';

import {
  ForgetRateLimitEvents,
  ForgetTombstones,
  KeepDiskReserve,
  RemoveTemporaryFiles,
  RemoveUnfinishedWrites,
} from './clean-up.tasks.js';
import { ClockCheck } from './clock-check.js';
import { AbandonUploads, EmptyTrash } from './expiry.tasks.js';
import { MaintenanceService, TASKS } from './maintenance.service.js';
import { QueueUnfinished } from './queue-unfinished.task.js';
import { RemoveImages } from './remove-images.task.js';
import { ReportCommands } from './report-commands.task.js';
import { RepairCounts } from './repair-counts.task.js';
import { RemoveUnnamedVariants, ReportOrphanedOriginals, StoreAudit } from './store-audit.js';
import type { MaintenanceTask } from './task.js';
import { WriteRowCopies } from './write-row-copies.task.js';

/** All maintenance, in the order of a turn. A new task is a class that extends MaintenanceTask and a line here. */
const TASK_CLASSES = [
  QueueUnfinished,
  AbandonUploads,
  EmptyTrash,
  RemoveImages,
  WriteRowCopies,
  RemoveTemporaryFiles,
  RemoveUnfinishedWrites,
  ForgetTombstones,
  ForgetRateLimitEvents,
  KeepDiskReserve,
  RepairCounts,
  RemoveUnnamedVariants,
  ReportOrphanedOriginals,
  ReportCommands,
];

@Module({
  providers: [
    ...TASK_CLASSES,
    StoreAudit,
    ClockCheck,
    { provide: TASKS, useFactory: (...tasks: MaintenanceTask[]) => tasks, inject: TASK_CLASSES },
    MaintenanceService,
  ],
})
export class MaintenanceModule {}

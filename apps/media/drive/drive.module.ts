import { Module } from '@nestjs/common';

import { DriveController } from './drive.controller.js';
import { DriveService } from './drive.service.js';

/** The state of the drive as a whole: its last backup and check. */
@Module({ controllers: [DriveController], providers: [DriveService] })
export class DriveModule {}

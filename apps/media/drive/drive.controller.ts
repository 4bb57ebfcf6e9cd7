import { Controller, Get } from '@nestjs/common';

import type { DriveStatus } from '#libs/api/drive.js';
import { Needs } from '#libs/http/identity.js';

import { DriveService } from './drive.service.js';

@Controller('api/drive')
export class DriveController {
  constructor(private readonly drive: DriveService) {}

  @Needs('read')
  @Get()
  status(): Promise<DriveStatus> {
    return this.drive.status();
  }
}

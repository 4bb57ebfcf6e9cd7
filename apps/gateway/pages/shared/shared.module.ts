import { Module } from '@nestjs/common';

import { SharedController } from './shared.controller.js';

@Module({ controllers: [SharedController] })
export class SharedModule {}

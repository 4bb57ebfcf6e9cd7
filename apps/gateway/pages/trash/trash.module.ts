import { Module } from '@nestjs/common';

import { TrashController } from './trash.controller.js';

@Module({ controllers: [TrashController] })
export class TrashModule {}

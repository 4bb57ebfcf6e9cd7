import { Module } from '@nestjs/common';

import { SelectionController } from './selection.controller.js';

@Module({ controllers: [SelectionController] })
export class SelectionModule {}

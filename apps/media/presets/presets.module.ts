import { Module } from '@nestjs/common';

import { PresetsController } from './presets.controller.js';
import { PresetsService } from './presets.service.js';

/** Names that stand for modifiers in image addresses: those of the drive, and each person's own. */
@Module({ controllers: [PresetsController], providers: [PresetsService], exports: [PresetsService] })
export class PresetsModule {}

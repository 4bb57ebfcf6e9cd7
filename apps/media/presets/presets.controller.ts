import { Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';

import { PresetChange, type Preset, type PresetList } from '#libs/api/signed-address.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { PresetsService } from './presets.service.js';

/** The presets of the caller. */
@Controller('api/presets')
export class PresetsController {
  constructor(private readonly presets: PresetsService) {}

  @Needs('read')
  @Get()
  async list(@Caller() { userId }: Identity): Promise<PresetList> {
    return { items: await this.presets.list(userId) };
  }

  @Needs('write')
  @Put(':name')
  set(@Caller() { userId }: Identity, @Param('name') name: string, @JsonBody(PresetChange) { modifiers }: PresetChange): Promise<Preset> {
    return this.presets.set(userId, name, modifiers);
  }

  @Needs('write')
  @Delete(':name')
  @HttpCode(204)
  remove(@Caller() { userId }: Identity, @Param('name') name: string): Promise<void> {
    return this.presets.remove(userId, name);
  }
}

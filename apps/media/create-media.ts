import { mkdir } from 'node:fs/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { ConfigError } from '#libs/config/config-error.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { checkPresets, type Presets } from '#libs/domain/transform/presets.js';
import { createInnerApp } from '#libs/http/create-inner-app.js';

import type { MediaResources } from './resources/media-resources.js';
import { MediaModule } from './media.module.js';

/** The media service, ready to listen on its inner port. Only the gateway connects to it. */
export async function createMedia(resources: MediaResources): Promise<NestFastifyApplication> {
  await mkdir(resources.config.tmpDir, { recursive: true, mode: 0o700 });
  const { config, logger, metrics } = resources;
  usablePresets(config.presets);
  const module = MediaModule.with({ ...resources, logger: logger.child({ service: 'media' }) });
  return createInnerApp(module, { name: 'media', logger, metrics, gatewaySecret: config.gatewaySecret });
}

/** The settings know no modifiers. @throws ConfigError with one line */
function usablePresets(presets: Presets): void {
  try {
    checkPresets(presets);
  } catch (error) {
    throw error instanceof BadTransform ? new ConfigError(`SHOEBOX_PRESETS can’t be used. ${error.message}`) : error;
  }
}

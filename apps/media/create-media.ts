import { mkdir } from 'node:fs/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createInnerApp } from '#libs/http/create-inner-app.js';

import type { MediaResources } from './resources/media-resources.js';
import { MediaModule } from './media.module.js';

/** The media service, ready to listen on its inner port. Only the gateway connects to it. */
export async function createMedia(resources: MediaResources): Promise<NestFastifyApplication> {
  await mkdir(resources.config.tmpDir, { recursive: true, mode: 0o700 });
  const { config, logger, metrics } = resources;
  const module = MediaModule.with({ ...resources, logger: logger.child({ service: 'media' }) });
  return createInnerApp(module, { name: 'media', logger, metrics, gatewaySecret: config.gatewaySecret });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { authPaths } from '#libs/api/openapi.auth.js';
import { imagePaths } from '#libs/api/openapi.images.js';
import { sharePaths } from '#libs/api/openapi.shares.js';
import { createLogger } from '#libs/http/log.js';
import { Metrics } from '#libs/metrics/metrics.js';
import { Shutdown } from '#libs/process/shutdown.js';

import { openResources } from '../../apps/all-in-one/resources.js';
import { createAuth } from '../../apps/auth/create-auth.js';
import { createMedia } from '../../apps/media/create-media.js';

let dataDir: string;
const shutdown = new Shutdown();
const apps: NestFastifyApplication[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'shoebox-openapi-'));
  const logger = createLogger('silent');
  const config = { ...loadConfig({ SHOEBOX_DATA_DIR: dataDir }), authUrl: 'http://127.0.0.1:9', gatewaySecret: 'never used' };
  const metrics = new Metrics();
  const { auth, media, ...resources } = await openResources(config, logger, shutdown, metrics);
  const shared = { ...resources, config, logger, metrics };
  apps.push(await createAuth({ ...shared, database: auth }), await createMedia({ ...shared, database: media }));
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await shutdown.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Every route that Fastify knows, as the document writes them; HEAD goes without saying beside GET. */
async function routesOf(app: NestFastifyApplication): Promise<string[]> {
  const routes: string[] = [];
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
  await app.init();
  await fastify.ready();
  return routes.filter((route) => / \/(api|get|i|iiif)\//.test(route)).sort();
}

function documented(paths: object): string[] {
  return Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`))
    .sort();
}

it('every route of auth is documented, and nothing else', async () => {
  expect(await routesOf(apps[0]!)).toEqual(documented(authPaths));
});

it('every route of media is documented, and nothing else', async () => {
  // The gateway forwards an upload by PUT as a POST.
  const routes = documented({ ...imagePaths, ...sharePaths }).filter(
    (route, _, all) => !all.includes(route.replace(/^PUT /, 'POST ')) || !route.startsWith('PUT '),
  );
  expect(await routesOf(apps[1]!)).toEqual(routes);
});

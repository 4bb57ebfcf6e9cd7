import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';
import { createApp } from '#libs/http/create-app.js';
import type { Logger } from '#libs/http/log.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';
import type { Metrics } from '#libs/metrics/metrics.js';

import { CachedVariantHook } from './variant-cache/cached-variant.hook.js';
import type { Timeouts } from './upstream/upstream.js';
import { GatewayModule, type GatewaySettings } from './gateway.module.js';
import { answerError, PageErrorsFilter } from './pages/http/page-errors.filter.js';
import { CrossSiteGuard } from './security/cross-site.guard.js';
import { setSecurityHeaders } from './security/security-headers.js';
import { Sessions } from './sessions/sessions.js';

export interface GatewayOptions {
  config: Pick<Config, 'trustProxy'> & GatewaySettings;
  logger: Logger;
  /** undefined: nobody asks for them. */
  metrics?: Metrics | undefined;
  /** What media keeps at hand, where both are one process. */
  variantCache?: VariantCache | undefined;
  /** For tests that would rather not wait. */
  timeouts?: Timeouts;
}

/** The gateway, ready to listen: the only door to the outside. */
export async function createGateway({ config, logger, metrics, variantCache, timeouts }: GatewayOptions): Promise<NestFastifyApplication> {
  const { publicUrl, trustProxy } = config;
  const module = GatewayModule.with({ ...config, logger: logger.child({ service: 'gateway' }), timeouts });
  const app = await createApp(module, {
    name: 'gateway',
    logger,
    metrics,
    inner: false,
    trustProxy,
    answerError: (error, request, reply) => {
      setSecurityHeaders(request, reply, publicUrl);
      answerError(error, request, reply);
    },
  });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => setSecurityHeaders(request, reply, publicUrl));
  if (variantCache) {
    const answers = new CachedVariantHook(variantCache, app.get(Sessions));
    fastify.addHook('onRequest', async (request, reply) => ((await answers.answer(request, reply)) ? reply : undefined));
  }
  return app.useGlobalGuards(new CrossSiteGuard(publicUrl)).useGlobalFilters(new PageErrorsFilter(app.get(Sessions)));
}

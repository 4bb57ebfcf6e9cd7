import fastifyCookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { Config } from '#libs/config/config.js';
import { createApp } from '#libs/http/create-app.js';
import type { Logger } from '#libs/http/log.js';
import { networkOf } from '#libs/http/networks.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { compressReplies } from './compression/compress-replies.js';
import { Cors } from './forward/cors.js';
import { GatewayModule, type GatewaySettings, type Services } from './gateway.module.js';
import { answerError, PageErrorsFilter } from './pages/http/page-errors.filter.js';
import { AllowedHosts } from './security/allowed-hosts.js';
import { ConnectionLimit, type ConnectionLimits } from './security/connection-limit.js';
import { CrossSiteGuard } from './security/cross-site.guard.js';
import { PublicUrl } from './security/public-url.js';
import { RequestStarts } from './security/request-starts.js';
import { setSecurityHeaders } from './security/security-headers.js';
import { Sessions } from './sessions/sessions.js';
import type { Timeouts } from './upstream/transport.js';
import { answerBeforeRouting } from './variant-cache/before-routing.js';
import { CachedVariants } from './variant-cache/cached-variants.js';

export interface GatewayOptions {
  config: Pick<Config, 'trustProxy' | 'host' | 'allowedHosts' | 'corsOrigins'> & GatewaySettings;
  services: Services;
  logger: Logger;
  /** undefined: nothing is measured. */
  metrics?: Metrics | undefined;
  /** The cache that media fills, when both are one process. */
  variantCache?: VariantCache | undefined;
  /** Shorter ones for tests. */
  timeouts?: Timeouts;
  /** Smaller ones for tests. */
  connectionLimits?: ConnectionLimits;
}

/**
 * Builds the gateway, ready to listen. It is the only app that clients can reach. A request waits for its start, goes through the hooks
 * (security headers, allowed hosts, CORS, variant cache), the cross-site guard, and a controller of sessions/, forward/, pages/, assets/ or docs/.
 */
export async function createGateway(options: GatewayOptions): Promise<NestFastifyApplication> {
  const { config, services, logger, metrics, variantCache, timeouts, connectionLimits } = options;
  const { publicUrl, trustProxy } = config;
  const module = GatewayModule.with({
    ...config,
    services,
    logger: logger.child({ service: 'gateway' }),
    timeouts,
    validates: !variantCache,
  });
  const url = new PublicUrl(publicUrl);
  const app = await createApp(module, {
    name: 'gateway',
    logger,
    metrics,
    inner: false,
    trustProxy,
    answerError: (error, request, reply) => {
      setSecurityHeaders(request, reply, url);
      answerError(error, request, reply);
    },
  });
  const sessions = app.get(Sessions);
  const fastify = app.getHttpAdapter().getInstance();
  // Without the hook that parses every Cookie header: readCookie does that where a cookie is needed.
  // Values are opaque and never percent-encoded. Decoded, they could hold characters that no header may have.
  await fastify.register(fastifyCookie, { hook: false, parseOptions: { decode: (value: string) => value } as object });
  const connections = new ConnectionLimit(fastify.server, trustProxy > 0, connectionLimits);
  const starts = new RequestStarts();
  const allowedHosts = new AllowedHosts(config);
  const cors = new Cors(config.corsOrigins);
  fastify.addHook('onRequest', async (request, reply) => {
    await starts.admit(networkOf(request.ip));
    setSecurityHeaders(request, reply, url);
    try {
      connections.check(request.raw.socket);
      allowedHosts.check(request);
      return (await cors.handle(request, reply)) ? reply : undefined;
    } catch (error) {
      answerError(error, request, reply);
      return reply;
    }
  });
  compressReplies(fastify);
  if (variantCache) {
    const cachedVariants = new CachedVariants(variantCache, sessions);
    fastify.addHook('onRequest', async (request, reply) => ((await cachedVariants.answer(request, reply)) ? reply : undefined));
    const hooks = { name: 'gateway', metrics: metrics?.requests, connections, allowedHosts, publicUrl: url, behindProxy: trustProxy > 0 };
    // With CORS an answer may have more headers.
    if (config.corsOrigins.length === 0) answerBeforeRouting(fastify, cachedVariants, hooks);
  }
  return app.useGlobalGuards(new CrossSiteGuard(url)).useGlobalFilters(new PageErrorsFilter(sessions));
}

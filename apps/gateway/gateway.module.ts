import { Global, Module, type DynamicModule } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import type { Config } from '#libs/config/config.js';
import { HealthController } from '#libs/http/health.controller.js';
import type { Logger } from '#libs/http/log.js';
import { Readiness } from '#libs/http/readiness.js';

import { AddressKeysModule } from './address-keys/address-keys.module.js';
import { AssetsModule } from './assets/assets.module.js';
import { DocsController } from './docs/docs.controller.js';
import { ForwardModule } from './forward/forward.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PublicUrl } from './security/public-url.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { problemOf } from './upstream/errors.js';
import { ServiceClocks } from './upstream/service-clocks.js';
import { HttpTransport, type ServiceAddresses } from './upstream/http-transport.js';
import { InProcessTransport, type ServicesInProcess } from './upstream/in-process-transport.js';
import type { Service, Timeouts, Transport } from './upstream/transport.js';
import { Upstream } from './upstream/upstream.js';
import { ValidatedVariants } from './forward/validated-variants.js';

export type GatewaySettings = Pick<Config, 'publicUrl' | 'maxUploadBytes' | 'trashDays'>;

/** Auth and media: in processes of their own, or in this one. */
export type Services = ServiceAddresses | ServicesInProcess;

/** Milliseconds for the readiness check of one service. A service gives its own checks less. */
const READINESS_TIMEOUT = 2_500;
/** Milliseconds for which its result counts: anybody can ask, and a check writes to the disk. */
const READINESS_KEEP = 1_000;

/** The features of the gateway over what they share: the connections to auth and media, and the public address. */
@Global()
@Module({})
export class GatewayModule {
  static with(
    settings: GatewaySettings & {
      services: Services;
      logger: Logger;
      timeouts?: Timeouts | undefined;
      /** Whether media is asked for each variant from memory. */
      validates: boolean;
    },
  ): DynamicModule {
    const upstream = new Upstream(openTransport(settings.services, settings.timeouts));
    const variants = settings.validates ? [{ provide: ValidatedVariants, useValue: new ValidatedVariants(upstream) }] : [];
    return {
      module: GatewayModule,
      imports: [SessionsModule, AddressKeysModule, ForwardModule, AssetsModule, PagesModule.register(settings)],
      controllers: [HealthController, DocsController],
      providers: [
        { provide: Upstream, useValue: upstream },
        { provide: PublicUrl, useValue: new PublicUrl(settings.publicUrl) },
        { provide: Readiness, useValue: readinessOf(upstream, settings.logger) },
        ...variants,
      ],
      exports: [Upstream, PublicUrl, ...variants.map(({ provide }) => provide)],
    };
  }
}

function openTransport(services: Services, timeouts: Timeouts | undefined): Transport {
  return 'secret' in services ? new HttpTransport(services, timeouts) : new InProcessTransport(services, timeouts);
}

/**
 * The gateway is ready when both services are, and all three clocks agree. The reason of a service that is not ready is the problem that it
 * answers.
 */
function readinessOf(upstream: Upstream, logger: Logger): Readiness {
  const clocks = new ServiceClocks();
  const check = (service: Service) => async (requestId: string) => {
    const asked = Date.now();
    const call = upstream.json(service, {
      method: 'GET',
      path: '/health/ready',
      headers: {},
      requestId,
      headersTimeout: READINESS_TIMEOUT,
    });
    const answer = await call.catch((cause: unknown) => {
      throw new Error(`${service} does not answer`, { cause });
    });
    if (answer.status !== 200) throw problemOf(answer);
    const difference = clocks.compare(service, answer.headers.date, new Date((asked + Date.now()) / 2));
    if (difference) throw new Problem('UNAVAILABLE', difference);
  };
  return new Readiness({ auth: check('auth'), media: check('media') }, logger, { timeout: READINESS_TIMEOUT, keep: READINESS_KEEP });
}

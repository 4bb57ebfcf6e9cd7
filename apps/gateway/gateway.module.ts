import { Module, type DynamicModule } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { Health } from '#libs/http/health.js';
import type { Logger } from '#libs/http/log.js';
import { Readiness } from '#libs/http/readiness.js';

import { DocsController } from './docs/docs.controller.js';
import { EventStreams } from './forward/event-streams.js';
import { ForwardController } from './forward/forward.controller.js';
import { ForwardService } from './forward/forward.service.js';
import { InnerClient } from './sessions/inner-client.js';
import { Upstream, type Timeouts } from './upstream/upstream.js';
import { ManifestController } from './assets/manifest.controller.js';
import { PagesModule } from './pages/pages.module.js';
import { gatewayReadiness } from './readiness.js';
import { RobotsController } from './robots.controller.js';
import { TokenExchangeCache } from './sessions/token-exchange-cache.js';
import { LogInController } from './sessions/log-in.controller.js';
import { LogOutController } from './sessions/log-out.controller.js';
import { Sessions } from './sessions/sessions.js';
import { SignUpController } from './sessions/sign-up.controller.js';

export type GatewaySettings = Pick<Config, 'publicUrl' | 'maxUploadBytes' | 'trashDays'> & { authUrl: string; mediaUrl: string };

@Module({})
export class GatewayModule {
  static with(settings: GatewaySettings & { logger: Logger; timeouts?: Timeouts | undefined }): DynamicModule {
    const upstream = new Upstream({ auth: settings.authUrl, media: settings.mediaUrl }, settings.timeouts);
    return {
      module: GatewayModule,
      // The pages need the same sessions and calls.
      global: true,
      imports: [PagesModule.register(settings)],
      controllers: [
        SignUpController,
        LogInController,
        LogOutController,
        ForwardController,
        Health,
        RobotsController,
        ManifestController,
        DocsController,
      ],
      providers: [
        { provide: Upstream, useValue: upstream },
        { provide: Readiness, useValue: gatewayReadiness(upstream, settings.logger) },
        { provide: Sessions, useValue: new Sessions(new TokenExchangeCache(upstream), settings.publicUrl) },
        InnerClient,
        EventStreams,
        ForwardService,
      ],
      exports: [Sessions, InnerClient, ForwardService],
    };
  }
}

import { Module, type DynamicModule } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { HealthController } from '#libs/http/health.controller.js';
import type { Logger } from '#libs/http/log.js';
import { Readiness } from '#libs/http/readiness.js';

import { DocsController } from './docs/docs.controller.js';
import { EventStreams } from './forward/event-streams.js';
import { ForwardController } from './forward/forward.controller.js';
import { Forwarder } from './forward/forwarder.js';
import { InnerClient } from './forward/inner-client.js';
import { Upstream, type Timeouts } from './forward/upstream.js';
import { ManifestController } from './pages/manifest.controller.js';
import { PagesModule } from './pages/pages.module.js';
import { gatewayReadiness } from './readiness.js';
import { RobotsController } from './robots.controller.js';
import { Exchanges } from './sessions/exchanges.js';
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
        HealthController,
        RobotsController,
        ManifestController,
        DocsController,
      ],
      providers: [
        { provide: Upstream, useValue: upstream },
        { provide: Readiness, useValue: gatewayReadiness(upstream, settings.logger) },
        { provide: Sessions, useValue: new Sessions(new Exchanges(upstream), settings.publicUrl) },
        InnerClient,
        EventStreams,
        Forwarder,
      ],
      exports: [Sessions, InnerClient, Forwarder],
    };
  }
}

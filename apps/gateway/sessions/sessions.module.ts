import { Global, Module } from '@nestjs/common';

import { InnerClient } from './inner-client.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { TokenExchangeCache } from './token-exchange-cache.js';

/** Global: forwarding and every page need to know who the caller is. */
@Global()
@Module({
  controllers: [SessionsController],
  providers: [TokenExchangeCache, Sessions, InnerClient],
  exports: [Sessions, InnerClient],
})
export class SessionsModule {}

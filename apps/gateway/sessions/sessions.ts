import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Account, LoggedIn, Scope } from '#libs/contract/account.js';

/** Who asks, as auth says. */
export interface Visitor {
  /** The opaque token that was sent. */
  token: string;
  user: Account;
  /** null for a named token. */
  sessionId: string | null;
  scopes: readonly Scope[];
}

@Injectable()
export class Sessions {
  /** Who sent the request, by bearer or cookie; null when there is no valid token. @throws Problem UNAVAILABLE when auth is away */
  visitor(_request: FastifyRequest): Promise<Visitor | null> {
    throw new Error('being written');
  }

  innerToken(_token: string, _audience: 'auth' | 'media'): Promise<string> {
    throw new Error('being written');
  }

  start(_request: FastifyRequest, _reply: FastifyReply, _loggedIn: LoggedIn): void {
    throw new Error('being written');
  }

  end(_request: FastifyRequest, _reply: FastifyReply): void {
    throw new Error('being written');
  }
}

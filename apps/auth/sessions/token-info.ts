import type { z } from 'zod';

import type { TokenInfo } from '#libs/contract/account.js';
import type { AccessToken } from '#libs/ports/access-token-repository.js';

/** A named token as it is shown: without its hash. */
export function tokenInfo({ id, name, scopes, createdAt, lastUsedAt, expiresAt }: AccessToken): z.output<typeof TokenInfo> {
  return {
    id,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

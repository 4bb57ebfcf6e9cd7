import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';

/** What the commands read and change; objects in the store are left to the running drive. */
export type Databases = Pick<AuthDatabase, 'users' | 'sessions' | 'accessTokens' | 'invites'> &
  Pick<MediaDatabase, 'images' | 'maintenance' | 'quotas' | 'albums' | 'shares'>;

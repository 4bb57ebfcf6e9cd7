import { newId } from '#libs/domain/image/keys.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { newShareToken } from './share-token.js';

/** A link that nobody has opened yet, under an address that nobody can guess. */
export function newShare(
  given: Pick<ShareRow, 'owner' | 'imageIds' | 'sizes'> & Partial<Pick<ShareRow, 'name' | 'albumId' | 'passwordHash' | 'expiresAt'>>,
): ShareRow {
  const open = { name: null, albumId: null, passwordHash: null, expiresAt: null, opened: 0, lastOpenedAt: null };
  return { ...open, ...given, id: newId(), token: newShareToken(), createdAt: new Date() };
}

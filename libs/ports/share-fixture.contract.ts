import { VARIANT_NAMES } from '#libs/domain/variants.js';
import { minute } from './image-fixture.contract.js';
import type { ShareRow } from './share-repository.js';

let last = 0;

/** A share to insert, with unique id and token. */
export function shareRow(given: Partial<ShareRow> = {}): ShareRow {
  const id = `01k${String(++last).padStart(23, '0')}`;
  return {
    id,
    owner: 'ada',
    token: `token-${id}`,
    name: null,
    albumId: null,
    imageIds: ['b', 'a'],
    sizes: VARIANT_NAMES,
    passwordHash: null,
    createdAt: minute(0),
    expiresAt: null,
    opened: 0,
    lastOpenedAt: null,
    ...given,
  };
}

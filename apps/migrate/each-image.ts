import { VISIBLE } from '#libs/domain/image/transitions.js';

import type { Place } from './place.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

const PAGE = 200;

/** Every picture that people have, the trash included; not what is on its way in or out. */
export async function* eachImage({ maintenance }: Pick<Place, 'maintenance'>): AsyncGenerator<ImageRow> {
  for (const state of VISIBLE) {
    for (let after: string | undefined; ;) {
      const rows = await maintenance.listByState(state, { after, limit: PAGE });
      yield* rows;
      after = rows.at(-1)?.id;
      if (rows.length < PAGE) break;
    }
  }
}

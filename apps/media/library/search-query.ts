import type { Search } from '#libs/domain/search/search.js';
import { within } from '#libs/domain/search/search.js';
import type { ImageQuery } from '#libs/ports/image-repository.js';

/** What a query of the repository gains by a search. */
type Found = Pick<ImageQuery, 'beginnings' | 'words' | 'types' | 'month' | 'from' | 'to' | 'states'>;

/** @param asked what is asked for besides: that must hold, too */
export function searchQuery(search: Search, asked: Pick<ImageQuery, 'from' | 'to' | 'states'>): Found {
  const { beginnings, texts, types, month, failed } = search;
  return {
    beginnings,
    words: texts,
    states: failed ? asked.states.filter((state) => state === 'rejected') : asked.states,
    ...(types && { types }),
    ...(month !== null && { month }),
    ...within([...search.spans, asked]),
  };
}

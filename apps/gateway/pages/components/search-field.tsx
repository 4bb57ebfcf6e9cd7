import type { VNode } from 'preact';

import { Icon } from './icons.js';
import { keptView } from './kept-html.js';

interface SearchFieldProps {
  user: { name: string };
  /** The text of the search. */
  q?: string;
}

/** The search field. It keeps the text of the search. */
export const SearchField = keptView(function SearchField({ user, q }: SearchFieldProps): VNode {
  return (
    <form class="search" role="search" action={`/${user.name}/search/`}>
      <Icon name="search" />
      <label class="unseen" for="search">
        Search your pictures
      </label>
      <input
        id="search"
        type="search"
        name="q"
        value={q}
        maxLength={200}
        placeholder="june 2019, last week, beach"
        autoComplete="off"
        enterKeyHint="search"
        data-key="/"
        title="Search (/)"
      />
    </form>
  );
});

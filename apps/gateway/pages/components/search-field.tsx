import type { VNode } from 'preact';

import { Icon } from './icons.js';

interface SearchFieldProps {
  user: { name: string };
  /** What was looked for. */
  q?: string;
}

/** The one field for searches; what was typed stays in it. */
export function SearchField({ user, q }: SearchFieldProps): VNode {
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
}

import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

import { formatMonth } from './format.js';
import { Grid, NoPictures, pollOf } from './grid.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { SearchField } from './search/search-field.js';

export interface PhotosProps {
  user: { name: string };
  /** Newest first, by the time taken. */
  items: readonly Image[];
  /** The page that begins with the newest. */
  first: boolean;
  /** Cursor of the next page; null at the end. */
  next: string | null;
}

export function PhotosView({ user, items, first, next }: PhotosProps): VNode {
  const path = `/${user.name}/photos/`;
  const months = [...Map.groupBy(items, ({ sortAt }) => formatMonth(sortAt))];
  return (
    <Layout title="By date" user={user} here="photos">
      <div class="bar">
        <h1>By date</h1>
        {!first && (
          <a class="plain" href={path}>
            <Icon name="back" />
            Newest
          </a>
        )}
      </div>
      {items.length > 0 && <SearchField user={user} />}
      <div id="live" data-poll={pollOf(items)}>
        {items.length === 0 && (first ? <NoPictures user={user} /> : <p class="quiet">No more pictures.</p>)}
        {months.map(([month, pictures], index) => (
          <section key={month} class="month">
            <h2>{month}</h2>
            <Grid user={user} items={pictures} eager={index === 0 ? 10 : 0} />
          </section>
        ))}
        {next && (
          <p class="further">
            <a class="button calm" href={`${path}?before=${encodeURIComponent(next)}`}>
              Show more
            </a>
          </p>
        )}
      </div>
    </Layout>
  );
}

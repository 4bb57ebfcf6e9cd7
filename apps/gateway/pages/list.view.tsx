import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

import { Grid, NoPictures, pollOf } from './grid.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { SearchField } from './search/search-field.js';
import { UploadPanel } from './upload-panel.js';

/** How many pictures people may choose to see; any number from 1 to 500 works in the address. */
const CHOICES = [5, 20, 50, 100, 500];

export interface ListProps {
  user: { name: string };
  items: readonly Image[];
  /** How many were asked for. */
  n: number;
  /** There are older ones. */
  more: boolean;
  maxUploadBytes: number;
}

export function ListView({ user, items, n, more, maxUploadBytes }: ListProps): VNode {
  const next = CHOICES.find((choice) => choice > n);
  return (
    <Layout title="Pictures" user={user} here="list">
      <div class="bar">
        <h1>Pictures</h1>
        <a class="button" href={`/${user.name}/upload/`}>
          <Icon name="upload" />
          Upload
        </a>
      </div>
      {items.length > 0 && <SearchField user={user} />}
      <UploadPanel maxUploadBytes={maxUploadBytes} />
      <div id="live" data-poll={pollOf(items)}>
        {items.length === 0 ? <NoPictures user={user} /> : <Grid user={user} items={items} />}
        {items.length > 0 && (
          <nav class="choices" aria-label="How many pictures">
            <span class="quiet">Newest</span>
            {CHOICES.map((choice) => (
              <a key={choice} href={`/${user.name}/list/${choice}/`} aria-current={choice === n ? 'page' : undefined}>
                {choice}
              </a>
            ))}
            {more && next && (
              <a class="more" href={`/${user.name}/list/${next}/`}>
                Show more
              </a>
            )}
          </nav>
        )}
      </div>
    </Layout>
  );
}

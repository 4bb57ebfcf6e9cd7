import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';

import { Grid, NoPictures, PaintWithFirstRows, pollOf } from '../components/grid.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { SearchField } from '../components/search-field.js';
import { fromList, fromPhotos } from '../picture/list-context.js';
import { Selection } from '../selection/selection.view.js';
import { Toast } from '../selection/toast.view.js';
import { UploadPanel } from '../components/upload-panel.js';

/** The numbers of pictures to choose from. The address accepts any number from 1 to 500. */
const CHOICES = [5, 20, 50, 100, 500];

export interface ListProps {
  user: { name: string };
  items: readonly Image[];
  /** The number in the address. */
  n: number;
  /** Whether there are older ones. */
  more: boolean;
  maxUploadBytes: number;
  /** Pictures that were just deleted. */
  undo: readonly string[];
}

export function ListView({ user, items, n, more, maxUploadBytes, undo }: ListProps): VNode {
  const next = CHOICES.find((choice) => choice > n);
  return (
    <Layout title="Pictures" user={user} here="list" head={items.length > 0 && <PaintWithFirstRows />}>
      <div class="bar">
        <h1>Pictures</h1>
        {items.length > 0 && <Choices user={user} n={n} />}
        <a class="button" href={`/${user.name}/upload/`}>
          <Icon name="upload" />
          Upload
        </a>
      </div>
      {items.length > 0 && <SearchField user={user} />}
      <UploadPanel maxUploadBytes={maxUploadBytes} />
      <Selection user={user} back={`list/${n}/`} />
      <Toast user={user} undo={undo} back={`list/${n}/`} />
      <div id="live" data-poll={pollOf(items)}>
        {items.length === 0 ? (
          <NoPictures user={user} />
        ) : (
          <Grid user={user} items={items} query={fromList(n).query} eager={10} selectable />
        )}
        {more && (
          <p class="further">
            {next ? (
              <a class="more" href={`/${user.name}/list/${next}/`}>
                Show more
              </a>
            ) : (
              <>
                These are the newest {n}. <a href={`/${user.name}/${fromPhotos().list}`}>See all pictures by date</a>
              </>
            )}
          </p>
        )}
      </div>
    </Layout>
  );
}

function Choices({ user, n }: { user: { name: string }; n: number }): VNode {
  return (
    <nav class="choices" aria-label="How many pictures">
      <span class="quiet">Newest</span>
      {CHOICES.map((choice) => (
        <a key={choice} href={`/${user.name}/list/${choice}/`} aria-current={choice === n ? 'page' : undefined}>
          {choice}
        </a>
      ))}
    </nav>
  );
}

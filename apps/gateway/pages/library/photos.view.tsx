import type { VNode } from 'preact';

import type { Image, Month } from '#libs/api/image.js';

import { formatMonth } from '../components/format.js';
import { Grid, NoPictures, PaintWithFirstRows, pollOf } from '../components/grid.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { SearchField } from '../components/search-field.js';
import { MonthJump } from './month-jump.view.js';
import { fromPhotos } from '../picture/list-context.js';
import { Selection } from '../selection/selection.view.js';
import { Toast } from '../selection/toast.view.js';
import { UploadPanel } from '../components/upload-panel.js';

export interface PhotosProps {
  user: { name: string };
  /** Newest first, by the time taken. */
  items: readonly Image[];
  /** Whether this is the first page. */
  first: boolean;
  /** Cursor of this page. */
  before?: string | undefined;
  /** Cursor of the next page; null at the end. */
  next: string | null;
  /** All months with pictures. */
  months: readonly Month[];
  maxUploadBytes: number;
  /** Pictures that were just deleted. */
  undo: readonly string[];
}

/** `data-months` lets the client reserve space for every month and load what becomes visible. */
export function PhotosView({ user, items, first, before, next, months, maxUploadBytes, undo }: PhotosProps): VNode {
  const path = `/${user.name}/photos/`;
  const { list, query, asked } = fromPhotos(before);
  const groups = [...Map.groupBy(items, ({ sortAt }) => sortAt.slice(0, 7))];
  return (
    <Layout title="By date" user={user} here="photos" head={items.length > 0 && <PaintWithFirstRows />}>
      <div class="bar">
        <h1>By date</h1>
        {!first && (
          <a class="plain newest" href={path}>
            <Icon name="back" />
            Newest
          </a>
        )}
        {months.length > 1 && <MonthJump path={path} months={months} shown={groups[0]?.[0]} />}
        <a class="button" href={`/${user.name}/upload/`}>
          <Icon name="upload" />
          Upload
        </a>
      </div>
      {items.length > 0 && <SearchField user={user} />}
      <UploadPanel maxUploadBytes={maxUploadBytes} />
      <Selection user={user} back={list} />
      <Toast user={user} undo={undo} back={list} />
      <div
        id="live"
        data-poll={pollOf(items)}
        data-photos={path}
        data-all={asked}
        data-months={months.map(({ month, images }) => `${month}:${images}`).join(' ')}
      >
        {items.length === 0 && (first ? <NoPictures user={user} /> : <p class="quiet">No more pictures.</p>)}
        {groups.map(([month, pictures], index) => (
          <section key={month} class="month" data-month={month}>
            <h2>{formatMonth(`${month}-01`)}</h2>
            <Grid
              user={user}
              items={pictures}
              query={query}
              eager={index === 0 ? 10 : 0}
              selectable
              next={index === groups.length - 1 ? next : null}
            />
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

/** Part of a month, without the page around it. */
export function Tiles({ user, items, next }: Pick<PhotosProps, 'user' | 'items' | 'next'>): VNode {
  return <Grid user={user} items={items} query={fromPhotos().query} selectable next={next} />;
}

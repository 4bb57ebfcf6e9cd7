import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';

import { formatMonth } from '../components/format.js';
import { Grid, PaintWithFirstRows, pollOf } from '../components/grid.js';
import { Layout } from '../components/layout.js';
import { fromSearch } from '../picture/list-context.js';
import { Selection } from '../selection/selection.view.js';
import { Toast } from '../selection/toast.view.js';
import { SearchField } from '../components/search-field.js';

export interface SearchProps {
  user: { name: string };
  q: string;
  /** How media understood it, in words. */
  understood: string;
  /** Newest first, by the time taken. */
  items: readonly Image[];
  /** Whether this is the first page. */
  first: boolean;
  /** Cursor of this page. */
  before?: string | undefined;
  /** Cursor of the next page; null at the end. */
  next: string | null;
  /** Pictures that were just deleted. */
  undo: readonly string[];
}

export function SearchView({ user, q, understood, items, first, before, next, undo }: SearchProps): VNode {
  const { list, query, asked } = fromSearch(q, before);
  const months = [...Map.groupBy(items, ({ sortAt }) => formatMonth(sortAt))];
  return (
    <Layout
      title={q ? `${q} · Search` : 'Search'}
      user={user}
      here="photos"
      head={understood !== '' && items.length > 0 && <PaintWithFirstRows />}
    >
      <div class="bar">
        <h1>Search</h1>
      </div>
      <SearchField user={user} q={q} />
      {understood === '' ? (
        <Hints user={user} />
      ) : (
        <p class="understood" role="status">
          Looking for: {understood}.
        </p>
      )}
      <Selection user={user} back={list} />
      <Toast user={user} undo={undo} back={list} />
      <div id="live" data-poll={pollOf(items)} data-all={asked}>
        {understood !== '' && items.length === 0 && <Nothing q={q} first={first} />}
        {understood !== '' &&
          months.map(([month, pictures], index) => (
            <section key={month} class="month">
              <h2>{month}</h2>
              <Grid user={user} items={pictures} query={query} eager={index === 0 ? 10 : 0} selectable />
            </section>
          ))}
        {next && understood !== '' && (
          <p class="further">
            <a class="button calm" href={`/${user.name}/${fromSearch(q, next).list}`}>
              Show more
            </a>
          </p>
        )}
      </div>
    </Layout>
  );
}

function Nothing({ q, first }: { q: string; first: boolean }): VNode {
  if (!first) return <p class="quiet">No more pictures.</p>;
  return (
    <section class="empty found-none">
      <h2>Nothing found</h2>
      <p>
        All words must match. Try fewer words, or put a file name in quotes: <kbd>“{q.replaceAll('"', '')}”</kbd>
      </p>
    </section>
  );
}

const EXAMPLES = [
  ['beach', 'a word in the file name starts with this'],
  ['june 2019', 'taken in that month; june alone is June of any year'],
  ['2018..2020', 'taken in those years; also 2019, 2019-06 or 2019-06-15'],
  ['last week', 'also yesterday, this month, last year'],
  ['heic', 'the file type'],
  ['failed', 'could not be processed'],
  ['"june bug"', 'in quotes: exactly this text in the file name'],
] as const;

function Hints({ user }: { user: { name: string } }): VNode {
  return (
    <dl class="hints">
      {EXAMPLES.map(([q, what]) => (
        <div key={q}>
          <dt>
            <a href={`/${user.name}/search/?q=${encodeURIComponent(q)}`}>{q}</a>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { mark, Picture, shapeClass } from './parts.js';
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
  // Which pictures are still in work: the client asks this address until the answer stays the same.
  const poll = items.some(({ state }) => state === 'processing') ? '/api/images?state=processing&limit=500' : undefined;
  return (
    <Layout title="Pictures" user={user} here="list">
      <div class="bar">
        <h1>Pictures</h1>
        <a class="button" href={`/${user.name}/upload/`}>
          <Icon name="upload" />
          Upload
        </a>
      </div>
      <UploadPanel maxUploadBytes={maxUploadBytes} />
      <div id="live" data-poll={poll}>
        {items.length === 0 ? <Empty user={user} /> : <Grid user={user} items={items} />}
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

function Empty({ user }: { user: { name: string } }): VNode {
  return (
    <section class="empty">
      <Icon name="pictures" />
      <h2>Nothing here yet</h2>
      <p>Choose your first pictures, or drop them anywhere on this page.</p>
      <a class="button" href={`/${user.name}/upload/`}>
        <Icon name="upload" />
        Upload pictures
      </a>
    </section>
  );
}

function Grid({ user, items }: { user: { name: string }; items: readonly Image[] }): VNode {
  return (
    <ul class="grid">
      {items.map((image, index) => (
        <li key={image.id} class={shapeClass(image)} data-mark={mark(image)}>
          <a href={`/${user.name}/view/${image.id}`} title={image.name}>
            <Picture image={image} size={image.sizes.s} eager={index < 10} />
            <Badge image={image} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Badge({ image }: { image: Image }): VNode | null {
  if (image.state === 'rejected') {
    return (
      <span class="badge failed">
        <Icon name="warning" />
        Can’t be shown
      </span>
    );
  }
  return image.sizes.s.state === 'ready' ? null : <span class="badge">Preparing…</span>;
}

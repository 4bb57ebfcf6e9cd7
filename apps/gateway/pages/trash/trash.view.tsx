import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';
import { countInWords } from '#libs/domain/format.js';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { mark, Picture, Time } from '../components/parts.js';
import { Selection } from '../selection/selection.view.js';
import { Toast } from '../selection/toast.view.js';
import { Check } from '../components/tile.js';

const DAY = 24 * 60 * 60 * 1000;

export interface TrashProps {
  user: { name: string };
  items: readonly Image[];
  /** Cursor of the next page; null at the end. */
  next: string | null;
  /** How long the trash keeps a picture. */
  trashDays: number;
}

export function TrashView({ user, items, next, trashDays }: TrashProps): VNode {
  return (
    <Layout title="Trash" user={user} here="trash">
      <div class="bar">
        <h1>Trash</h1>
        {items.length > 0 && (
          <details class="confirm end">
            <summary class="button calm">Empty trash</summary>
            <form class="pop" method="post" action={`/${user.name}/trash/empty`}>
              <p>Everything in the trash is deleted for good. This can’t be undone.</p>
              <button class="button danger">Delete everything</button>
            </form>
          </details>
        )}
      </div>
      <Selection user={user} back="trash/" of="trash" />
      <Toast user={user} undo={[]} back="trash/" />
      <div id="live">
        {items.length === 0 ? (
          <section class="empty">
            <Icon name="trash" />
            <h2>The trash is empty</h2>
            <p>
              {trashDays > 0 ? `Deleted pictures are kept here for ${countInWords(trashDays, 'day')}.` : 'Deleted pictures are not kept.'}
            </p>
          </section>
        ) : (
          <ul class="trash">
            {items.map((image) => (
              <Row key={image.id} user={user} image={image} trashDays={trashDays} />
            ))}
          </ul>
        )}
        {next && (
          <p>
            <a class="button calm" href={`/${user.name}/trash/?before=${encodeURIComponent(next)}`}>
              Show more
            </a>
          </p>
        )}
      </div>
    </Layout>
  );
}

function Row({ user, image, trashDays }: { user: { name: string }; image: Image; trashDays: number }): VNode {
  const path = `/${user.name}/trash/${image.id}`;
  const deletedAt = Date.parse(image.deletedAt ?? image.createdAt) + trashDays * DAY;
  return (
    <li class="card" data-id={image.id} data-mark={mark(image)}>
      <Check image={image} />
      <div class="trash-picture">
        <Picture image={image} size={image.sizes.s} />
      </div>
      <p class="name">{image.name}</p>
      <p class="quiet small">
        {daysLeft(deletedAt - Date.now())}, until <Time iso={new Date(deletedAt).toISOString()} dayOnly />
      </p>
      <div class="actions">
        <form method="post" action={`${path}/restore`}>
          <button class="button calm" aria-label={`Restore ${image.name}`}>
            <Icon name="restore" />
            Restore
          </button>
        </form>
        <details class="confirm">
          <summary class="plain danger" aria-label={`Delete ${image.name} for good`}>
            <Icon name="trash" />
            Delete
          </summary>
          <form class="pop" method="post" action={`${path}/purge`}>
            <p>This can’t be undone.</p>
            <button class="button danger">Delete for good</button>
          </form>
        </details>
      </div>
    </li>
  );
}

function daysLeft(ms: number): string {
  const days = Math.ceil(ms / DAY);
  if (days < 1) return 'Deleted soon';
  return days === 1 ? 'One day left' : `${days} days left`;
}

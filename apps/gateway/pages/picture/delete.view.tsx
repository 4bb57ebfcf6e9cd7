import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

import { Layout } from '../components/layout.js';
import { Picture } from '../components/parts.js';

export interface DeleteProps {
  user: { name: string };
  image: Image;
  /** Which list the picture was opened from; what its addresses carry. */
  query: string;
  /** How long the trash keeps it. */
  trashDays: number;
}

export function DeleteView({ user, image, query, trashDays }: DeleteProps): VNode {
  return (
    <Layout title={`Delete ${image.name}`} user={user} width="narrow">
      <form class="card ask" method="post" action={`/${user.name}/delete/${image.id}${query}`}>
        <div class="ask-picture">
          <Picture image={image} size={image.sizes.s} eager />
        </div>
        <h1>Move to the trash?</h1>
        <p class="name">{image.name}</p>
        <p class="quiet">
          {trashDays > 0
            ? `You can restore it for ${days(trashDays)}. After that it is deleted for good.`
            : 'The trash of this drive is emptied at once.'}
        </p>
        <div class="actions">
          <button class="button danger">Move to the trash</button>
          <a class="button calm" href={`/${user.name}/view/${image.id}${query}`}>
            Keep it
          </a>
        </div>
      </form>
    </Layout>
  );
}

function days(count: number): string {
  return count === 1 ? 'one day' : `${count} days`;
}

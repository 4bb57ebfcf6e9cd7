import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';
import { countInWords } from '#libs/domain/format.js';

import { Layout } from '../components/layout.js';
import { Picture } from '../components/parts.js';

export interface DeleteProps {
  user: { name: string };
  image: Image;
  /** Query of the links, which names the list that the picture was opened from. */
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
        <h1>Move to trash?</h1>
        <p class="name">{image.name}</p>
        <p class="quiet">
          {trashDays > 0
            ? `You can restore it for ${countInWords(trashDays, 'day')}. After that it is deleted for good.`
            : 'This drive does not keep deleted pictures: it is deleted for good at once.'}
        </p>
        <div class="actions">
          <button class="button danger">Move to trash</button>
          <a class="button calm" href={`/${user.name}/view/${image.id}${query}`}>
            Cancel
          </a>
        </div>
      </form>
    </Layout>
  );
}

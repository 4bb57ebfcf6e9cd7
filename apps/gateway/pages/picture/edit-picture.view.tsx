import type { VNode } from 'preact';

import { MAX_NAME } from '#libs/contract/image.js';

import type { PictureProps } from './picture-props.js';

/** The name and the time taken, in a form. */
export function EditPicture({ user, image, from, refused }: Omit<PictureProps, 'size' | 'beside'>): VNode {
  return (
    <details class="fold" open={refused !== undefined} data-fold="edit">
      <summary>Change name or date</summary>
      <form class="edit" method="post" action={`/${user.name}/view/${image.id}/edit${from.query}`}>
        <label for="name">Name</label>
        <input
          id="name"
          name="name"
          type="text"
          required
          maxLength={MAX_NAME}
          autocomplete="off"
          value={refused?.name ?? image.name}
          aria-invalid={refused ? 'true' : undefined}
          aria-describedby={refused ? 'name-error' : undefined}
        />
        {refused && (
          <p class="error" id="name-error">
            {refused.problem.detail}
          </p>
        )}
        <label for="takenAt">Taken</label>
        <input id="takenAt" name="takenAt" type="datetime-local" max="9999-12-31T23:59" value={image.takenAt?.slice(0, 16) ?? ''} />
        <button class="button">Save</button>
      </form>
    </details>
  );
}

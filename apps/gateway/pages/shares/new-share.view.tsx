import type { VNode } from 'preact';

import type { SharePreview } from '#libs/api/share.js';
import { countInWords } from '#libs/domain/format.js';

import { Layout } from '../components/layout.js';
import { Picture } from '../components/parts.js';
import { ShareFields, SizeChoice } from './share-fields.view.js';
import type { ShareForm } from './share-form.js';

export interface NewShareProps {
  user: { name: string };
  preview: SharePreview;
  form: ShareForm;
  /** Why the share was not created. */
  wrong?: string | undefined;
}

/** The form for a new share, with what visitors would get. */
export function NewShareView({ user, preview, form, wrong }: NewShareProps): VNode {
  const { pictures, first, album } = preview;
  const { chosen } = form;
  const one = pictures === 1;
  const back = album ? `albums/${album.id}/` : 'imageIds' in chosen && one ? `view/${chosen.imageIds[0]}` : 'list/20/';
  return (
    <Layout title="Share" user={user} width="narrow">
      <form class="card part share" method="post" action={`/${user.name}/shares/`}>
        <h1>{album ? `Share the album ${album.name}` : one ? 'Share this picture' : `Share ${countInWords(pictures)}`}</h1>
        <ul class="share-strip">
          {first.map((image) => (
            <li key={image.id}>
              <Picture image={image} size={image.sizes.s} eager />
            </li>
          ))}
          {pictures > first.length && <li class="quiet small">and {(pictures - first.length).toLocaleString('en')} more</li>}
        </ul>
        {album ? (
          <AlbumNotice pictures={pictures} />
        ) : (
          <p class="quiet">
            People with the link can see {one ? 'this picture' : 'these pictures'} without an account, until you stop sharing. They see{' '}
            {one ? 'its name' : 'their names'} and the sizes you select, and nothing else in your drive.
          </p>
        )}
        <p class="quiet">
          The address of a picture within the link contains the time at which you uploaded it, to the millisecond. To hide a name, rename
          the picture first.
        </p>
        {wrong && (
          <p class="alert" role="alert">
            {wrong}
          </p>
        )}
        {'album' in chosen ? (
          <input type="hidden" name="album" value={chosen.album} />
        ) : (
          <input type="hidden" name="ids" value={chosen.imageIds.join(',')} />
        )}
        <SizeChoice preview={preview} sizes={form.sizes} />
        <ShareFields form={form} album={album?.name} />
        <div class="actions">
          <button class="button">Create link</button>
          <a class="button calm" href={`/${user.name}/${back}`}>
            Cancel
          </a>
        </div>
      </form>
    </Layout>
  );
}

/** People must know before they share an album that later changes are visible too. */
function AlbumNotice({ pictures }: { pictures: number }): VNode {
  return (
    <>
      <p class="quiet">
        People with the link can see the {pictures === 0 ? 'album' : countInWords(pictures)} in its order without an account, until you stop
        sharing. They see the names of the album and its pictures and the sizes you select, and nothing else in your drive.
      </p>
      <p class="quiet">
        <strong>Pictures that you add to the album later are visible immediately.</strong> Pictures that you remove or delete can no longer
        be seen. Deleting the album stops the sharing.
      </p>
    </>
  );
}

import type { VNode } from 'preact';

import type { SharePreview } from '#libs/contract/share.js';

import { countInWords } from '../components/format.js';
import { Layout } from '../components/layout.js';
import { Picture } from '../components/parts.js';
import { LinkFields } from './share-fields.view.js';
import { Gives } from '../share/gives.view.js';
import type { ShareForm } from './share-form.js';

export interface BeforeShareProps {
  user: { name: string };
  preview: SharePreview;
  form: ShareForm;
  /** Why there is no link yet. */
  wrong?: string | undefined;
}

/** What the link gives away, before anybody has it. */
export function BeforeShareView({ user, preview, form, wrong }: BeforeShareProps): VNode {
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
          <AlbumSays pictures={pictures} />
        ) : (
          <p class="quiet">
            Whoever has the link can see {one ? 'this picture' : 'these pictures'} without an account, until you end it. They see{' '}
            {one ? 'its name' : 'their names'} and the sizes you tick, and nothing else of your drive.
          </p>
        )}
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
        <Gives preview={preview} sizes={form.sizes} />
        <LinkFields form={form} album={album?.name} />
        <div class="actions">
          <button class="button">Make the link</button>
          <a class="button calm" href={`/${user.name}/${back}`}>
            Not now
          </a>
        </div>
      </form>
    </Layout>
  );
}

/** An album goes on changing after it was shared, which people must know before. */
function AlbumSays({ pictures }: { pictures: number }): VNode {
  return (
    <>
      <p class="quiet">
        Whoever has the link can see the {pictures === 0 ? 'album' : countInWords(pictures)} in its order without an account, until you end
        it. They see the names of the album and its pictures and the sizes you tick, and nothing else of your drive.
      </p>
      <p class="quiet">
        <strong>What you add to the album later they see, too, at once.</strong> What you take out of it, or put in the trash, they see no
        more. Deleting the album ends the link.
      </p>
    </>
  );
}

import type { VNode } from 'preact';

import type { SharePreview } from '#libs/contract/share.js';

import { Layout } from '../layout.js';
import { Picture } from '../parts.js';
import { LinkFields } from './link-fields.js';
import { Gives } from './gives.view.js';
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
  const { pictures, first } = preview;
  return (
    <Layout title="Share" user={user} width="narrow">
      <form class="card part share" method="post" action={`/${user.name}/shares/`}>
        <h1>{pictures === 1 ? 'Share this picture' : `Share ${pictures} pictures`}</h1>
        <ul class="share-strip">
          {first.map((image) => (
            <li key={image.id}>
              <Picture image={image} size={image.sizes.s} eager />
            </li>
          ))}
          {pictures > first.length && <li class="quiet small">and {pictures - first.length} more</li>}
        </ul>
        <p class="quiet">
          Whoever has the link can see {pictures === 1 ? 'this picture' : 'these pictures'} without an account, until you end it. They see{' '}
          {pictures === 1 ? 'its name' : 'their names'} and the sizes you tick, and nothing else of your drive.
        </p>
        {wrong && (
          <p class="alert" role="alert">
            {wrong}
          </p>
        )}
        <input type="hidden" name="ids" value={form.ids.join(',')} />
        <Gives preview={preview} sizes={form.sizes} />
        <LinkFields form={form} />
        <div class="actions">
          <button class="button">Make the link</button>
          <a class="button calm" href={pictures === 1 ? `/${user.name}/view/${form.ids[0]}` : `/${user.name}/list/20/`}>
            Not now
          </a>
        </div>
      </form>
    </Layout>
  );
}

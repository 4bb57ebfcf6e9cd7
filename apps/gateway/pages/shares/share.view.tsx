import type { VNode } from 'preact';

import type { SharePreview, ShareWithImages } from '#libs/contract/share.js';
import { SIZE_LABELS } from '#libs/domain/variants.js';

import { countInWords } from '../components/format.js';
import { hasEnded } from '../http/expiry.js';
import { Layout } from '../components/layout.js';
import { Time } from '../components/parts.js';
import { copyFormats } from './copy-formats.js';
import { CopyMenu } from './copy-menu.js';
import { EndLink } from '../share/end-link.js';
import { Gives } from '../share/gives.view.js';
import { LinkFields } from './share-fields.view.js';
import { openedInWords } from './shares.view.js';

export interface LinkProps {
  user: { name: string };
  share: ShareWithImages;
  /** null: all of the pictures that were chosen lie in the trash. */
  preview: SharePreview | null;
  /** The address of the drive. */
  address: string;
  /** Why it was not changed. */
  wrong?: string | undefined;
  now: Date;
}

export function LinkView({ user, share, preview, address, wrong, now }: LinkProps): VNode {
  const { id, page, name, album, password, sizes } = share;
  const title = name ?? album?.name;
  const has = { password, end: share.expiresAt !== null };
  return (
    <Layout title={title ?? 'Link'} user={user} width="narrow">
      <h1>{title ?? 'Your link'}</h1>
      <State share={share} now={now} />
      <section class="card part">
        <CopyMenu formats={copyFormats(share, address)} />
        {password && <p class="quiet small">Send the password by another way than the link.</p>}
        <div class="actions">
          <a class="button calm" href={page}>
            See it as others do
          </a>
          <EndLink user={user} share={share} />
        </div>
      </section>
      <section class="card part">
        <Facts user={user} share={share} />
        <details class="fold" open={wrong !== undefined}>
          <summary>Change this link</summary>
          <form class="part-form share" method="post" action={`/${user.name}/shares/${id}`}>
            {wrong && (
              <p class="alert" role="alert">
                {wrong}
              </p>
            )}
            {preview && <Gives preview={preview} sizes={sizes} />}
            {!preview && sizes.map((size) => <input key={size} type="hidden" name={size} value="on" />)}
            <LinkFields form={{ name: name ?? '', password: '', days: undefined }} album={album?.name} has={has} />
            <div class="actions">
              <button class="button">Save</button>
            </div>
          </form>
        </details>
      </section>
      <p>
        <a href={`/${user.name}/shares/`}>All your links</a>
      </p>
    </Layout>
  );
}

/** Why who opens it sees less than its owner may think. */
function State({ share, now }: { share: ShareWithImages; now: Date }): VNode | null {
  const { pictures, album, imageIds } = share;
  if (hasEnded(share, now)) {
    return <p class="alert">This link has ended by itself, and shows nothing. Choose another end below to open it again.</p>;
  }
  if (album)
    return pictures === 0 ? <p class="quiet">The album is empty right now. What you put into it is seen by the link at once.</p> : null;
  if (pictures === 0) return <p class="alert">All of its pictures are in the trash, so it shows nothing until you restore them.</p>;
  const missing = imageIds.length - pictures;
  if (missing === 0) return null;
  return <p class="quiet">{missing === 1 ? 'One of its pictures is' : `${missing} of its pictures are`} in the trash and not shown.</p>;
}

function Facts({ user, share }: Pick<LinkProps, 'user' | 'share'>): VNode {
  const { album, pictures, sizes, password, createdAt, expiresAt, opened, lastOpenedAt } = share;
  return (
    <dl class="facts">
      <div>
        <dt>Opened</dt>
        <dd>
          {openedInWords(opened)}
          {lastOpenedAt && (
            <>
              , last <Time iso={lastOpenedAt} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Shows</dt>
        <dd>
          {album && (
            <>
              The album <a href={`/${user.name}/albums/${album.id}/`}>{album.name}</a> as it is,{' '}
            </>
          )}
          {countInWords(pictures)}: {sizes.map((size) => SIZE_LABELS[size].toLowerCase()).join(', ')}
        </dd>
      </div>
      <div>
        <dt>Password</dt>
        <dd>{password ? 'Asks for one' : 'None'}</dd>
      </div>
      <div>
        <dt>Made</dt>
        <dd>
          <Time iso={createdAt} dayOnly />
        </dd>
      </div>
      <div>
        <dt>Ends</dt>
        <dd>{expiresAt ? <Time iso={expiresAt} /> : 'When you end it'}</dd>
      </div>
    </dl>
  );
}

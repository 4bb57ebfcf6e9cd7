import type { VNode } from 'preact';

import type { SharePreview, ShareWithImages } from '#libs/api/share.js';
import type { Presets } from '#libs/api/transform.js';
import { countInWords } from '#libs/domain/format.js';
import { SIZE_LABELS } from '#libs/domain/variants.js';

import { hasExpired } from '../http/expiry.js';
import { CopyMenu } from '../components/copy-menu.js';
import { Layout } from '../components/layout.js';
import { Time } from '../components/parts.js';
import { copyFormats, copySizes } from './copy-formats.js';
import { ShareFields, SizeChoice } from './share-fields.view.js';
import { openedInWords, StopSharing } from './shares.view.js';

export interface ShareProps {
  user: { name: string };
  share: ShareWithImages;
  /** null: all chosen images are in the trash. */
  preview: SharePreview | null;
  /** The address of the drive. */
  address: string;
  presets: Presets;
  /** The key of the size or preset in which pictures are copied. */
  copied: string;
  /** Why the change was refused. */
  wrong?: string | undefined;
  now: Date;
}

export function ShareView({ user, share, preview, address, presets, copied, wrong, now }: ShareProps): VNode {
  const { id, page, name, album, password, sizes } = share;
  const title = name ?? album?.name;
  return (
    <Layout title={title ?? 'Link'} user={user} width="narrow">
      <h1>{title ?? 'Your link'}</h1>
      <State share={share} now={now} />
      <section class="card part">
        <CopyMenu id="copy" formats={copyFormats(share, address, presets, copied)} />
        <CopySize sizes={copySizes(share, presets)} size={copied} />
        {password && <p class="quiet small">Do not send the password together with the link.</p>}
        <div class="actions">
          <a class="button calm" href={page}>
            Preview
          </a>
          <StopSharing user={user} share={share} />
        </div>
      </section>
      <section class="card part">
        <Facts user={user} share={share} />
        <details class="fold" open={wrong !== undefined}>
          <summary>Edit link</summary>
          <form class="part-form share" method="post" action={`/${user.name}/shares/${id}`}>
            {wrong && (
              <p class="alert" role="alert">
                {wrong}
              </p>
            )}
            {preview && <SizeChoice preview={preview} sizes={sizes} />}
            {!preview && sizes.map((size) => <input key={size} type="hidden" name={size} value="on" />)}
            <ShareFields form={{ name: name ?? '', password: '', days: undefined }} album={album?.name} current={share} />
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

/** Chooses in which size the pictures are copied: the page is shown again. */
function CopySize({ sizes, size }: { sizes: readonly { key: string; label: string }[]; size: string }): VNode | null {
  if (sizes.length < 2) return null;
  return (
    <form class="copy-sized" method="get">
      <label for="size">Size of the pictures</label>
      <select id="size" name="size">
        {sizes.map(({ key, label }) => (
          <option key={key} value={key} selected={key === size}>
            {label}
          </option>
        ))}
      </select>
      <button class="button calm">Show</button>
    </form>
  );
}

/** Why visitors see less than the owner may expect. */
function State({ share, now }: { share: ShareWithImages; now: Date }): VNode | null {
  const { pictures, album, imageIds } = share;
  if (hasExpired(share, now)) {
    return <p class="alert">This link has expired and shows nothing. Edit the link to choose a new expiry date.</p>;
  }
  if (album) return pictures === 0 ? <p class="quiet">The album is empty. Pictures that you add to it appear here immediately.</p> : null;
  if (pictures === 0) return <p class="alert">All its pictures are in the trash. The link shows nothing until you restore them.</p>;
  const missing = imageIds.length - pictures;
  if (missing === 0) return null;
  return <p class="quiet">{missing === 1 ? '1 of its pictures is' : `${missing} of its pictures are`} in the trash and not shown.</p>;
}

function Facts({ user, share }: Pick<ShareProps, 'user' | 'share'>): VNode {
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
              The album <a href={`/${user.name}/albums/${album.id}/`}>{album.name}</a>,{' '}
            </>
          )}
          {countInWords(pictures)}: {sizes.map((size) => SIZE_LABELS[size].toLowerCase()).join(', ')}
        </dd>
      </div>
      <div>
        <dt>Password</dt>
        <dd>{password ? 'Required' : 'None'}</dd>
      </div>
      <div>
        <dt>Created</dt>
        <dd>
          <Time iso={createdAt} dayOnly />
        </dd>
      </div>
      <div>
        <dt>Expires</dt>
        <dd>{expiresAt ? <Time iso={expiresAt} /> : 'Never'}</dd>
      </div>
    </dl>
  );
}

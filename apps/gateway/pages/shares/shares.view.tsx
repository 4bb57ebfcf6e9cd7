import type { VNode } from 'preact';

import type { Share } from '#libs/api/share.js';
import { countInWords } from '#libs/domain/format.js';

import { hasExpired } from '../http/expiry.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { Time } from '../components/parts.js';

export interface SharesProps {
  user: { name: string };
  items: Share[];
  next: string | null;
  /** The address of the drive. */
  address: string;
  now: Date;
}

/** All shares, with how often each was opened. */
export function SharesView({ user, items, next, address, now }: SharesProps): VNode {
  return (
    <Layout title="Links" user={user} width="narrow">
      <h1>Links</h1>
      {items.length === 0 ? (
        <section class="empty">
          <Icon name="link" />
          <h2>No links yet</h2>
          <p>Open a picture or an album and choose “Share” to create one.</p>
        </section>
      ) : (
        <section class="card part">
          <ul class="entries">
            {items.map((share) => (
              <Entry key={share.id} user={user} share={share} address={address} now={now} />
            ))}
          </ul>
        </section>
      )}
      {next && (
        <p class="more">
          <a class="button calm" href={`/${user.name}/shares/?before=${next}`}>
            Older links
          </a>
        </p>
      )}
    </Layout>
  );
}

function Entry({ user, share, address, now }: { user: { name: string }; share: Share; address: string; now: Date }): VNode {
  const { id, name, page, album, imageIds, password, expiresAt, opened, lastOpenedAt, createdAt } = share;
  const expired = hasExpired(share, now);
  const what = album ? `Album ${album.name}` : countInWords(imageIds.length);
  return (
    <li class="entry">
      <div>
        <p class="entry-name">
          <a href={`/${user.name}/shares/${id}`}>{name ?? what}</a>
        </p>
        <p class="small link-address">
          <code>{address + page}</code>
        </p>
        <p class="quiet small">
          {name && `${what} · `}
          {password && 'with a password · '}
          {expired ? 'expired ' : expiresAt ? 'expires ' : 'created '}
          <Time iso={expiresAt ?? createdAt} dayOnly />
        </p>
        <p class="quiet small">
          {openedInWords(opened)}
          {lastOpenedAt && (
            <>
              , last <Time iso={lastOpenedAt} />
            </>
          )}
        </p>
      </div>
      <StopSharing user={user} share={share} />
    </li>
  );
}

/** How often a share was opened. */
export function openedInWords(opened: number): string {
  if (opened === 0) return 'Not opened yet';
  return opened === 1 ? 'Opened once' : `Opened ${opened} times`;
}

/** Deletes a share, after a confirmation. */
export function StopSharing({ user, share: { id, name } }: { user: { name: string }; share: Pick<Share, 'id' | 'name'> }): VNode {
  return (
    <details class="confirm">
      <summary class="button calm" aria-label={name ? `Stop sharing ${name}` : undefined}>
        Stop sharing
      </summary>
      <form class="pop" method="post" action={`/${user.name}/shares/${id}/end`}>
        <p>The link stops working, and pages that embed its pictures no longer show them. Your pictures stay.</p>
        <button class="button danger">Stop sharing</button>
      </form>
    </details>
  );
}

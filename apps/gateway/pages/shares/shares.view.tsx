import type { VNode } from 'preact';

import type { Share } from '#libs/contract/share.js';

import { countInWords } from '../components/format.js';
import { hasEnded } from '../http/expiry.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { Time } from '../components/parts.js';
import { EndLink } from '../share/end-link.js';

export interface LinksProps {
  user: { name: string };
  items: Share[];
  next: string | null;
  /** The address of the drive. */
  address: string;
  now: Date;
}

/** All links, with how often each was opened. */
export function LinksView({ user, items, next, address, now }: LinksProps): VNode {
  return (
    <Layout title="Links" user={user} width="narrow">
      <h1>Links</h1>
      {items.length === 0 ? (
        <section class="empty">
          <Icon name="link" />
          <h2>No links yet</h2>
          <p>Open a picture or an album and choose “Share” to make one.</p>
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
  const over = hasEnded(share, now);
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
          {over ? 'ended by itself ' : expiresAt ? 'ends ' : 'made '}
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
      <EndLink user={user} share={share} />
    </li>
  );
}

/** How often a link was opened. */
export function openedInWords(opened: number): string {
  if (opened === 0) return 'Not opened yet';
  return opened === 1 ? 'Opened once' : `Opened ${opened} times`;
}

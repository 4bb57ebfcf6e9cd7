import type { VNode } from 'preact';

import type { SessionList } from '#libs/contract/account.js';

import { Time } from '../parts.js';

type Session = SessionList['items'][number];

export function SessionsSection({ user, sessions }: { user: { name: string }; sessions: Session[] }): VNode {
  return (
    <section class="card part">
      <h2>Where you are logged in</h2>
      <ul class="entries">
        {sessions.map((session) => (
          <Entry key={session.id} user={user} session={session} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ user, session: { id, device, createdAt, lastUsedAt, current } }: { user: { name: string }; session: Session }): VNode {
  return (
    <li class="entry">
      <div>
        <p class="entry-name">
          {device} {current && <span class="tag">This one</span>}
        </p>
        <p class="quiet small">
          Since <Time iso={createdAt} dayOnly />
        </p>
        <p class="quiet small">
          Used <Time iso={lastUsedAt} />
        </p>
      </div>
      <form method="post" action={current ? '/logout' : `/${user.name}/account/sessions/${id}/end`}>
        <button class="button calm" aria-label={`Log out ${device}${current ? ', this one' : ''}`}>
          Log out
        </button>
      </form>
    </li>
  );
}

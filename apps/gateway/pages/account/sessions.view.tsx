import type { VNode } from 'preact';

import type { SessionList } from '#libs/contract/account.js';

import { Time } from '../components/parts.js';

type Session = SessionList['items'][number];

/** Devices that are seen at once; who has more folds out the rest. */
const FIRST = 5;

export function SessionsSection({ user, sessions }: { user: { name: string }; sessions: Session[] }): VNode {
  // This one before all.
  const sorted = sessions.toSorted((one, other) => Number(other.current) - Number(one.current));
  const [first, more] = sorted.length > FIRST + 1 ? [sorted.slice(0, FIRST), sorted.slice(FIRST)] : [sorted, []];
  return (
    <section class="card part">
      <h2>Where you are logged in</h2>
      <Entries user={user} sessions={first} />
      {more.length > 0 && (
        <details class="fold">
          <summary>{more.length} more</summary>
          <Entries user={user} sessions={more} />
        </details>
      )}
    </section>
  );
}

function Entries({ user, sessions }: { user: { name: string }; sessions: Session[] }): VNode {
  return (
    <ul class="entries">
      {sessions.map((session) => (
        <Entry key={session.id} user={user} session={session} />
      ))}
    </ul>
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

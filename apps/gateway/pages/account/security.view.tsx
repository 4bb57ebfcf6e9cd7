import type { VNode } from 'preact';

import type { Account, SessionList } from '#libs/api/account.js';
import { ERRORS, type Problem } from '#libs/api/errors.js';

import { Field } from '../components/field.js';
import { Time } from '../components/parts.js';

type Session = SessionList['items'][number];

/** Devices that are visible at once; the rest is folded. */
const FIRST = 5;

export function PasswordSection({ user, problem }: { user: Account; problem: Problem | undefined }): VNode {
  const elsewhere = problem && problem.code !== 'BAD_CREDENTIALS' && problem.code !== 'WEAK_PASSWORD';
  return (
    <section class="card part" id="password-section">
      <h2>Password</h2>
      <form class="part-form" method="post" action={`/${user.name}/account/password#password-section`}>
        {elsewhere && (
          <p class="alert" role="alert">
            <strong>{ERRORS[problem.code].title}.</strong> {problem.detail}
          </p>
        )}
        {/* Tells password managers whose password this is. It is not sent. */}
        <label for="username" hidden>
          E-mail
        </label>
        <input id="username" type="text" autocomplete="username" value={user.email} readOnly hidden />
        <Field name="current" label="Current password" error={problem?.code === 'BAD_CREDENTIALS' ? problem.detail : undefined}>
          {(rest) => <input {...rest} type="password" autocomplete="current-password" maxLength={1000} />}
        </Field>
        <Field
          name="next"
          label="New password"
          hint="At least 8 characters. Your other devices are logged out. Tokens keep working."
          error={problem?.code === 'WEAK_PASSWORD' ? problem.detail : undefined}
        >
          {(rest) => <input {...rest} type="password" autocomplete="new-password" minLength={8} maxLength={1000} />}
        </Field>
        <div class="actions">
          <button class="button">Change password</button>
        </div>
      </form>
    </section>
  );
}

export function SessionsSection({ user, sessions }: { user: { name: string }; sessions: Session[] }): VNode {
  // This device first.
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
          {device} {current && <span class="tag">This device</span>}
        </p>
        <p class="quiet small">
          Since <Time iso={createdAt} dayOnly />
        </p>
        <p class="quiet small">
          Last used <Time iso={lastUsedAt} />
        </p>
      </div>
      <form method="post" action={current ? '/logout' : `/${user.name}/account/sessions/${id}/end`}>
        <button class="button calm" aria-label={`Log out ${device}${current ? ', this device' : ''}`}>
          Log out
        </button>
      </form>
    </li>
  );
}

import type { VNode } from 'preact';

import type { AccountLogList } from '#libs/api/account.js';

import { Time } from '../components/parts.js';

type Event = AccountLogList['items'][number];

const WORDS: Record<Event['what'], string> = {
  'signed-up': 'Account created',
  'logged-in': 'Logged in',
  'logged-out': 'Logged out',
  'session-ended': 'Logged out a device',
  'guesses-refused': 'Too many wrong passwords: further ones were refused',
  'password-changed': 'Password changed',
  'password-reset': 'Password set by the owner of the drive',
  'token-created': 'Token created',
  'token-deleted': 'Token deleted',
  'address-key-created': 'Signing key created',
  'address-key-revoked': 'Signing key revoked',
};

/** Who logged in, and what was changed, newest first. */
export function AccountLogSection({ events }: { events: Event[] }): VNode {
  return (
    <section class="card part" id="log">
      <h2>Log-ins and changes</h2>
      <p class="quiet small">The latest of each kind, for 90 days. If something here was not you, change your password.</p>
      <details class="fold">
        <summary>Show</summary>
        <ul class="entries">
          {events.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </ul>
      </details>
    </section>
  );
}

function Entry({ event: { what, at, address, device, detail } }: { event: Event }): VNode {
  return (
    <li class="entry">
      <div>
        <p class="entry-name">
          {WORDS[what]}
          {detail !== null && `: ${detail}`}
        </p>
        <p class="quiet small">
          <Time iso={at} /> · {[device, address].filter(Boolean).join(' · ')}
        </p>
      </div>
    </li>
  );
}

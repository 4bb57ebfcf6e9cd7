import type { VNode } from 'preact';

import type { Account, SessionList, TokenList, TokenMade } from '#libs/contract/account.js';
import type { Problem } from '#libs/contract/errors.js';
import type { Usage } from '#libs/contract/image.js';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { AppearanceSection } from './appearance.view.js';
import { PasswordSection } from './password.view.js';
import { SessionsSection } from './sessions.view.js';
import { SpaceSection } from './space.view.js';
import { TokensSection, type TokenForm } from './tokens.view.js';

/** What a form that did its work says on the page it leads to. */
const DONE = {
  password: 'Your password is changed. Every other device is logged out.',
  session: 'That device is logged out.',
  token: 'The token is deleted. The tool that used it can do nothing here any more.',
} as const;
type Done = keyof typeof DONE;

export function isDone(value: unknown): value is Done {
  return typeof value === 'string' && Object.hasOwn(DONE, value);
}

/** Where a form leads that did its work: to the words about it, else the browser would go on to the place of the form (RFC 9110, 10.2.2). */
export function doneAt(user: { name: string }, done: Done): string {
  return `/${user.name}/account/?done=${done}#done`;
}

/** What has just happened on the page. */
export interface Happened {
  done?: Done;
  /** Why the password was not changed. */
  password?: Problem;
  /** A token that was not made, as it was typed, and why. */
  token?: TokenForm & { wrong: string };
  /** The token just made. */
  made?: TokenMade;
}

export interface AccountProps {
  user: Account;
  sessions: SessionList['items'];
  tokens: TokenList['items'];
  /** null: not to be had right now. */
  usage: Usage | null;
  happened: Happened;
  /** The address of the drive. */
  address: string;
  now: Date;
}

export function AccountView({ user, sessions, tokens, usage, happened, address, now }: AccountProps): VNode {
  return (
    <Layout title="Account" user={user} here="account" width="narrow">
      <h1>Account</h1>
      {happened.done && (
        <p class="done" id="done" role="status">
          {DONE[happened.done]}
        </p>
      )}
      <section class="card part">
        <h2>You</h2>
        <dl class="facts">
          <div>
            <dt>E-mail</dt>
            <dd>{user.email}</dd>
          </div>
          <div>
            <dt>User name</dt>
            <dd>{user.name}</dd>
          </div>
        </dl>
        <p class="quiet small">Log in with either.</p>
      </section>
      <SpaceSection user={user} usage={usage} />
      <section class="card part">
        <h2>Links</h2>
        <p class="quiet small">
          What you share with people who have no account here. <a href={`/${user.name}/shares/`}>Your links</a>
        </p>
      </section>
      <AppearanceSection user={user} />
      <PasswordSection user={user} problem={happened.password} />
      <SessionsSection user={user} sessions={sessions} />
      <TokensSection user={user} tokens={tokens} form={happened.token} made={happened.made} address={address} now={now} />
      <div class="actions ends">
        <button class="button calm" type="button" data-help hidden>
          Keyboard shortcuts
        </button>
        <form method="post" action="/logout">
          <button class="button calm">
            <Icon name="leave" />
            Log out
          </button>
        </form>
      </div>
    </Layout>
  );
}

import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';

import type { Account, AccountLogList, SessionList, TokenList, TokenMade } from '#libs/api/account.js';
import type { DriveStatus } from '#libs/api/drive.js';
import type { Problem } from '#libs/api/errors.js';
import type { Usage } from '#libs/api/image.js';
import type { AddressKeyMade } from '#libs/api/signed-address.js';
import { countInWords, formatBytes } from '#libs/domain/format.js';

import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { THEMES, ThemeContext, type Theme } from '../components/theme.js';
import { AccountLogSection } from './account-log.view.js';
import { KeysSection, PresetsSection, type Addresses, type KeyForm, type PresetForm } from './addresses.view.js';
import { BackupSection } from './backup.view.js';
import { PasswordSection, SessionsSection } from './security.view.js';
import { TokensSection, type TokenForm } from './tokens.view.js';

/** The message of each form after its success. */
const DONE = {
  password: 'Your password was changed. All other devices are logged out.',
  session: 'That device is logged out.',
  token: 'The token was deleted. The tool that used it no longer has access.',
  key: 'The key was revoked. The addresses that it signed no longer work.',
  preset: 'The preset was saved.',
  presetGone: 'The preset was deleted.',
} as const;
type Done = keyof typeof DONE;

export function isDone(value: unknown): value is Done {
  return typeof value === 'string' && Object.hasOwn(DONE, value);
}

/** The redirect after a form succeeded. Without `#done` the browser would keep the fragment of the form (RFC 9110 section 10.2.2). */
export function doneAt(user: { name: string }, done: Done): string {
  return `/${user.name}/account/?done=${done}#done`;
}

/** The result of a form on the page. */
export interface Happened {
  done?: Done;
  /** Why the password was not changed. */
  password?: Problem;
  /** The form of a token that was refused, and why. */
  token?: TokenForm & { wrong: string };
  /** The new token. */
  made?: TokenMade;
  /** The form of a signing key that was refused, and why. */
  key?: KeyForm;
  madeKey?: AddressKeyMade;
  /** The form of a preset that was refused, and why. */
  preset?: PresetForm;
}

export interface AccountProps {
  user: Account;
  sessions: SessionList['items'];
  tokens: TokenList['items'];
  events: AccountLogList['items'];
  /** null: media is away. */
  usage: Usage | null;
  /** null: media is away. */
  drive: DriveStatus | null;
  /** null: media is away. */
  addresses: Addresses | null;
  happened: Happened;
  /** The address of the drive. */
  address: string;
  now: Date;
}

export function AccountView({ user, sessions, tokens, events, usage, drive, addresses, happened, address, now }: AccountProps): VNode {
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
        <p class="quiet small">You can log in with either.</p>
      </section>
      <SpaceSection user={user} usage={usage} />
      {drive && <BackupSection drive={drive} />}
      <section class="card part">
        <h2>Links</h2>
        <p class="quiet small">
          Pictures and albums that you share with people without an account. <a href={`/${user.name}/shares/`}>Your links</a>
        </p>
      </section>
      <AppearanceSection user={user} />
      <PasswordSection user={user} problem={happened.password} />
      <SessionsSection user={user} sessions={sessions} />
      <AccountLogSection events={events} />
      <TokensSection user={user} tokens={tokens} form={happened.token} made={happened.made} address={address} now={now} />
      {addresses && (
        <>
          <PresetsSection user={user} presets={addresses.presets} form={happened.preset} />
          <KeysSection user={user} keys={addresses.keys} form={happened.key} made={happened.madeKey} />
        </>
      )}
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

function SpaceSection({ user, usage }: { user: { name: string }; usage: Usage | null }): VNode {
  return (
    <section class="card part">
      <h2>Space used</h2>
      {usage ? <Space user={user} usage={usage} /> : <p class="quiet">This is not available right now. Try again in a moment.</p>}
    </section>
  );
}

function Space({ user, usage: { images, bytes, trashed, quota } }: { user: { name: string }; usage: Usage }): VNode {
  return (
    <>
      <p>
        <strong>{formatBytes(bytes)}</strong>
        {quota !== null && ` of ${formatBytes(quota)}`} in {countInWords(images)}
        {trashed > 0 && ' and the trash'}.
      </p>
      {quota !== null && <meter aria-label="Space used" min={0} max={quota} high={quota * 0.9} value={Math.min(bytes, quota)} />}
      {trashed > 0 && (
        <p class="quiet small">
          {formatBytes(trashed)} of this is in the <a href={`/${user.name}/trash/`}>trash</a>. Empty the trash to free space.
        </p>
      )}
    </>
  );
}

const THEME_LABELS: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

/** Each choice is a button, so that one press is enough with and without a script. */
function AppearanceSection({ user }: { user: { name: string } }): VNode {
  const chosen = useContext(ThemeContext);
  return (
    <section class="card part" id="appearance">
      <h2 id="appearance-title">Appearance</h2>
      <form class="segments" method="post" action={`/${user.name}/account/theme`} aria-labelledby="appearance-title">
        {THEMES.map((theme) => (
          <button key={theme} class="segment" name="theme" value={theme} aria-pressed={theme === chosen ? 'true' : 'false'}>
            {THEME_LABELS[theme]}
          </button>
        ))}
      </form>
      <p class="quiet small">Applies to every page in this browser. “System” follows the settings of your device.</p>
    </section>
  );
}

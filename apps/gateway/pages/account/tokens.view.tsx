import { Fragment, type VNode } from 'preact';

import { MAX_TOKEN_NAME, SCOPES, type Scope, type TokenList, type TokenMade } from '#libs/api/account.js';

import { Copied } from '../components/copied.js';
import { Field } from '../components/field.js';
import { hasExpired } from '../http/expiry.js';
import { Time } from '../components/parts.js';
import { curlLine, shareXConfiguration } from './token-tools.js';

type Token = TokenList['items'][number];

/** The form of a new token as it was filled in. */
export interface TokenForm {
  name: string;
  scopes: readonly Scope[];
  /** After how many days it expires; empty: never. */
  days: string;
}

const PERMISSIONS: Record<Scope, string> = {
  read: 'View your pictures',
  upload: 'Upload pictures',
  write: 'Rename, delete and restore pictures, and create and stop links',
  share: 'Create links and stop them',
};
/** What somebody can do with a token that has this permission alone. */
const AT_WORST: Record<Scope, string> = {
  read: 'At worst: copies all your pictures with the camera data and locations in their originals, and sees your albums and links.',
  upload:
    'At worst: fills your storage, and learns of a file that somebody already has whether it is in your drive, with its name, date and camera data.',
  write:
    'At worst: empties your trash, deletes every picture whose ID it knows for good, and publishes its original, with its location, by a link without a password.',
  share:
    'At worst: publishes the original, with its location, of every picture whose ID it knows, such as those that people with a link can see. It can also remove passwords of links and stop them.',
};
const SHORT: Record<Scope, string> = { read: 'view', upload: 'upload', write: 'change', share: 'share' };
const EXPIRY = { '30': 'In 30 days', '90': 'In 90 days', '365': 'In one year', '': 'Never' } as const;
const EMPTY: TokenForm = { name: '', scopes: ['read'], days: '365' };

interface TokensProps {
  user: { name: string };
  tokens: Token[];
  form: (TokenForm & { wrong: string }) | undefined;
  made: TokenMade | undefined;
  /** The address of the drive. */
  address: string;
  now: Date;
}

export function TokensSection({ user, tokens, form, made, address, now }: TokensProps): VNode {
  return (
    <section class="card part" id="tokens">
      <h2>Access tokens</h2>
      <p class="quiet small">
        A script or an app uses a token instead of your password. <a href="/docs">API documentation</a>
      </p>
      {made && <MadeToken made={made} address={address} />}
      {tokens.length > 0 && (
        <ul class="entries">
          {tokens.map((token) => (
            <Entry key={token.id} user={user} token={token} now={now} />
          ))}
        </ul>
      )}
      <details class="fold" open={form !== undefined}>
        <summary>Create token</summary>
        <NewToken user={user} form={form} />
      </details>
    </section>
  );
}

function Entry({ user, token, now }: { user: { name: string }; token: Token; now: Date }): VNode {
  const { id, name, scopes, lastUsedAt, expiresAt } = token;
  const expired = hasExpired(token, now);
  return (
    <li class="entry">
      <div>
        <p class="entry-name">{name}</p>
        <p class="quiet small">
          Can{' '}
          {SCOPES.filter((scope) => scopes.includes(scope))
            .map((scope) => SHORT[scope])
            .join(', ')}{' '}
          ·{' '}
          {lastUsedAt ? (
            <>
              last used <Time iso={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </p>
        <p class="quiet small">
          {expired ? 'Expired ' : expiresAt ? 'Expires ' : 'Never expires'}
          {expiresAt && <Time iso={expiresAt} dayOnly />}
        </p>
      </div>
      <details class="confirm">
        <summary class="button calm" aria-label={`Delete the token ${name}`}>
          Delete
        </summary>
        <form class="pop" method="post" action={`/${user.name}/account/tokens/${id}/delete`}>
          <p>The tool that uses it loses access.</p>
          <button class="button danger">Delete token</button>
        </form>
      </details>
    </li>
  );
}

function NewToken({ user, form }: { user: { name: string }; form: TokensProps['form'] }): VNode {
  const { name, scopes, days } = form ?? EMPTY;
  return (
    <form class="part-form" method="post" action={`/${user.name}/account/tokens#tokens`}>
      {form && (
        <p class="alert" role="alert">
          {form.wrong}
        </p>
      )}
      <Field name="name" label="Name" hint="What you use it for, such as the name of the tool.">
        {(rest) => <input {...rest} type="text" maxLength={MAX_TOKEN_NAME} autocomplete="off" value={name} />}
      </Field>
      <fieldset class="checks">
        <legend>The tool can</legend>
        {SCOPES.map((scope) => (
          <Fragment key={scope}>
            <label class="check">
              <input type="checkbox" name={scope} checked={scopes.includes(scope)} aria-describedby={`worst-${scope}`} />
              {PERMISSIONS[scope]}
            </label>
            <p class="quiet small" id={`worst-${scope}`}>
              {AT_WORST[scope]}
            </p>
          </Fragment>
        ))}
      </fieldset>
      <p class="quiet small">No token can change your password, e-mail, sessions or tokens. With “view”, a token knows all IDs.</p>
      <p class="quiet small">ShareX needs to upload pictures and create links. You get its configuration with the token.</p>
      <div class="field">
        <label for="days">Expires</label>
        <select id="days" name="days">
          {Object.entries(EXPIRY).map(([value, label]) => (
            <option key={value} value={value} selected={value === days}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div class="actions">
        <button class="button">Create token</button>
      </div>
    </form>
  );
}

/** A new token and how to use it. It is shown only once. @param address of the drive */
function MadeToken({ made, address }: { made: TokenMade; address: string }): VNode {
  const curl = curlLine(made, address);
  const shareX = shareXConfiguration(made, address);
  return (
    <div class="done made" role="status">
      <Copied id="made-token" label={`Your new token “${made.name}”`} text={made.token} />
      <p class="small">Copy it now and keep it like a password. It is shown only once.</p>
      <Copied id="made-curl" label={`curl: ${curl.does}`} text={curl.line} />
      {shareX && (
        <>
          <p>
            <a class="button calm" href={`data:application/json,${encodeURIComponent(shareX.json)}`} download={shareX.fileName}>
              Download for ShareX
            </a>
          </p>
          <p class="small">Open the file in ShareX to upload with it. It contains the token: keep it like a password, too.</p>
        </>
      )}
    </div>
  );
}

import type { VNode } from 'preact';

import { MAX_TOKEN_NAME, SCOPES, type Scope, type TokenList, type TokenMade } from '#libs/contract/account.js';

import { Field } from '../components/field.js';
import { hasEnded } from '../http/expiry.js';
import { Time } from '../components/parts.js';
import { MadeToken } from './made-token.view.js';

type Token = TokenList['items'][number];

/** The form for a new token as it was filled in. */
export interface TokenForm {
  name: string;
  scopes: readonly Scope[];
  /** How long it holds; empty: for ever. */
  days: string;
}

const MAY: Record<Scope, string> = {
  read: 'See your pictures',
  upload: 'Upload pictures',
  write: 'Rename, delete and restore pictures, and make and end links',
  share: 'Make links and end them',
};
const SHORT: Record<Scope, string> = { read: 'see', upload: 'upload', write: 'change', share: 'share' };
const LASTING = { '30': '30 days', '90': '90 days', '365': 'One year', '': 'No end' } as const;
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
      <h2>Tokens for tools</h2>
      <p class="quiet small">
        A script or an app uses a token in the place of your password. <a href="/docs">What tools can do</a>
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
        <summary>Make a token</summary>
        <NewToken user={user} form={form} />
      </details>
    </section>
  );
}

function Entry({ user, token, now }: { user: { name: string }; token: Token; now: Date }): VNode {
  const { id, name, scopes, lastUsedAt, expiresAt } = token;
  const over = hasEnded(token, now);
  return (
    <li class="entry">
      <div>
        <p class="entry-name">{name}</p>
        <p class="quiet small">
          May{' '}
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
          {over ? 'Ended ' : expiresAt ? 'Ends ' : 'No end'}
          {expiresAt && <Time iso={expiresAt} dayOnly />}
        </p>
      </div>
      <details class="confirm">
        <summary class="button calm" aria-label={`Delete the token ${name}`}>
          Delete
        </summary>
        <form class="pop" method="post" action={`/${user.name}/account/tokens/${id}/delete`}>
          <p>The tool that uses it stops working here.</p>
          <button class="button danger">Delete the token</button>
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
      <Field name="name" label="Name" hint="What it is for, so that you know it again.">
        {(rest) => <input {...rest} type="text" maxLength={MAX_TOKEN_NAME} autocomplete="off" value={name} />}
      </Field>
      <fieldset class="checks">
        <legend>The tool may</legend>
        {SCOPES.map((scope) => (
          <label key={scope} class="check">
            <input type="checkbox" name={scope} checked={scopes.includes(scope)} />
            {MAY[scope]}
          </label>
        ))}
      </fieldset>
      <p class="quiet small">ShareX needs to upload and to make links; its configuration comes with the token.</p>
      <div class="field">
        <label for="days">It holds for</label>
        <select id="days" name="days">
          {Object.entries(LASTING).map(([value, label]) => (
            <option key={value} value={value} selected={value === days}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div class="actions">
        <button class="button">Make the token</button>
      </div>
    </form>
  );
}

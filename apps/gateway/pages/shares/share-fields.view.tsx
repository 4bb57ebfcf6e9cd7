import type { VNode } from 'preact';

import { MAX_SHARE_NAME, MIN_SHARE_PASSWORD } from '#libs/contract/share.js';

import { Field } from '../components/field.js';
import { LASTING, type ShareForm } from './share-form.js';

interface Props {
  form: Pick<ShareForm, 'name' | 'password' | 'days'>;
  /** The name of the album that the link shows. */
  album?: string | undefined;
  /** Of a link that there is already: what may stay as it is. */
  has?: { password: boolean; end: boolean };
}

/** Name, end and password of a link, each of which may be left out. */
export function LinkFields({ form, album, has }: Props): VNode {
  const hint = has?.password
    ? 'It asks for one. Leave this empty to keep that.'
    : `Optional, at least ${MIN_SHARE_PASSWORD} characters. With one, the pictures can’t stand in other pages.`;
  const name = `Optional. Who opens the link sees it as its title${album ? ', in the place of the album’s name' : ''}.`;
  return (
    <>
      <Field name="name" label="Name" hint={name}>
        {(rest) => <input {...rest} required={false} type="text" maxLength={MAX_SHARE_NAME} autocomplete="off" value={form.name} />}
      </Field>
      <div class="field">
        <label for="days">It holds</label>
        <select id="days" name="days">
          {has && (
            <option value="same" selected={form.days === undefined}>
              As it is
            </option>
          )}
          {Object.entries(LASTING).map(([value, label]) => (
            <option key={value} value={value} selected={value === form.days}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Field name="password" label="Password" hint={hint}>
        {(rest) => (
          <input {...rest} required={false} type="password" autocomplete="new-password" minLength={MIN_SHARE_PASSWORD} maxLength={200} />
        )}
      </Field>
      {has?.password && (
        <label class="check">
          <input type="checkbox" name="open" />
          Ask for no password any more
        </label>
      )}
    </>
  );
}

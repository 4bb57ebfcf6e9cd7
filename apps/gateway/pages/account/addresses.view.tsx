import type { VNode } from 'preact';

import { MAX_KEY_NAME, type AddressKeyInfo, type AddressKeyMade, type Preset } from '#libs/api/signed-address.js';

import { Field } from '../components/field.js';
import { Copied } from '../components/copied.js';
import { Time } from '../components/parts.js';

/** What belongs to image addresses (`/i/…`). */
export interface Addresses {
  keys: AddressKeyInfo[];
  presets: Preset[];
}

/** A form as it was filled in, and why it was refused. */
export interface KeyForm {
  name: string;
  wrong: string;
}
export interface PresetForm extends KeyForm {
  modifiers: string;
}

interface PresetsProps {
  user: { name: string };
  presets: Preset[];
  form: PresetForm | undefined;
}

export function PresetsSection({ user, presets, form }: PresetsProps): VNode {
  return (
    <section class="card part" id="presets">
      <h2>Presets</h2>
      <p class="quiet small">
        A short name for a size of your own: with <code>hero</code>, <code>/i/ID.hero.webp</code> is the picture in that size. People with a
        link can use your presets as well. <a href="/docs">All modifiers</a>
      </p>
      {presets.length > 0 && (
        <ul class="entries">
          {presets.map(({ name, modifiers }) => (
            <li class="entry" key={name}>
              <div>
                <p class="entry-name">{name}</p>
                <p class="quiet small">
                  <code>{modifiers}</code>
                </p>
              </div>
              <details class="confirm">
                <summary class="button calm" aria-label={`Delete the preset ${name}`}>
                  Delete
                </summary>
                <form class="pop" method="post" action={`/${user.name}/account/presets/${name}/delete`}>
                  <p>Addresses that use it stop working.</p>
                  <button class="button danger">Delete preset</button>
                </form>
              </details>
            </li>
          ))}
        </ul>
      )}
      <details class="fold" open={form !== undefined}>
        <summary>Add or change a preset</summary>
        <form class="part-form" method="post" action={`/${user.name}/account/presets#presets`}>
          {form && (
            <p class="alert" role="alert">
              {form.wrong}
            </p>
          )}
          <Field name="name" id="preset-name" label="Name" hint="Lower-case letters, digits and hyphens, such as hero.">
            {(rest) => <input {...rest} type="text" maxLength={32} autocomplete="off" autocapitalize="none" value={form?.name ?? ''} />}
          </Field>
          <Field name="modifiers" label="Modifiers" hint="Such as SC1600,900_QL80.">
            {(rest) => <input {...rest} type="text" maxLength={1000} autocomplete="off" spellcheck={false} value={form?.modifiers ?? ''} />}
          </Field>
          <div class="actions">
            <button class="button">Save preset</button>
          </div>
        </form>
      </details>
    </section>
  );
}

interface KeysProps {
  user: { name: string };
  keys: AddressKeyInfo[];
  form: KeyForm | undefined;
  made: AddressKeyMade | undefined;
}

export function KeysSection({ user, keys, form, made }: KeysProps): VNode {
  return (
    <section class="card part" id="keys">
      <h2>Signing keys</h2>
      <p class="quiet small">
        With a key, a program can sign addresses of your pictures. Everybody who has a signed address sees that picture, in that size,
        without an account.
      </p>
      {made && (
        <div class="done made" role="status">
          <Copied id="made-key" label={`The secret of your new key “${made.name}”`} text={made.secret} />
          <Copied id="made-key-id" label="Its ID" text={made.id} />
          <p class="small">Copy the secret now and keep it like a password. It is shown only once.</p>
        </div>
      )}
      {keys.length > 0 && (
        <ul class="entries">
          {keys.map(({ id, name, createdAt }) => (
            <li class="entry" key={id}>
              <div>
                <p class="entry-name">{name}</p>
                <p class="quiet small">
                  Since <Time iso={createdAt} dayOnly />
                </p>
                <p class="quiet small">
                  <code>{id}</code>
                </p>
              </div>
              <details class="confirm">
                <summary class="button calm" aria-label={`Revoke the key ${name}`}>
                  Revoke
                </summary>
                <form class="pop" method="post" action={`/${user.name}/account/keys/${id}/revoke`}>
                  <p>All addresses that it signed stop working.</p>
                  <button class="button danger">Revoke key</button>
                </form>
              </details>
            </li>
          ))}
        </ul>
      )}
      <details class="fold" open={form !== undefined}>
        <summary>Create key</summary>
        <form class="part-form" method="post" action={`/${user.name}/account/keys#keys`}>
          {form && (
            <p class="alert" role="alert">
              {form.wrong}
            </p>
          )}
          <Field name="name" id="key-name" label="Name" hint="What you use it for, such as the name of your page.">
            {(rest) => <input {...rest} type="text" maxLength={MAX_KEY_NAME} autocomplete="off" value={form?.name ?? ''} />}
          </Field>
          <p class="quiet small">
            At worst, somebody with the secret sees every picture whose ID they know, in full size but without camera data and location,
            until you revoke the key.
          </p>
          <div class="actions">
            <button class="button">Create key</button>
          </div>
        </form>
      </details>
    </section>
  );
}

import type { VNode } from 'preact';

import { MAX_SHARE_NAME, MIN_SHARE_PASSWORD, type Share, type SharePreview } from '#libs/api/share.js';
import { SIZE_LABELS, SIZE_NAMES, variantsInWords, type SizeName } from '#libs/domain/variants.js';
import { formatBytes } from '#libs/domain/format.js';

import { Field } from '../components/field.js';
import { EXPIRY, type ShareForm } from './share-form.js';

interface ShareFieldsProps {
  form: Pick<ShareForm, 'name' | 'password' | 'days'>;
  /** The name of the album that is shared. */
  album?: string | undefined;
  /** The share that is changed; its password and expiry may stay. */
  current?: Pick<Share, 'password'>;
}

/** Name, expiry and password of a share, all optional. */
export function ShareFields({ form, album, current }: ShareFieldsProps): VNode {
  const hint = current?.password
    ? 'Leave empty to keep the current password.'
    : `Optional, at least ${MIN_SHARE_PASSWORD} characters. With a password, pictures can’t be embedded in other pages.`;
  const name = `Optional. Shown as the title${album ? ' instead of the album’s name' : ''} to people who open the link.`;
  return (
    <>
      <Field name="name" label="Name" hint={name}>
        {(rest) => <input {...rest} required={false} type="text" maxLength={MAX_SHARE_NAME} autocomplete="off" value={form.name} />}
      </Field>
      <div class="field">
        <label for="days">Expires</label>
        <select id="days" name="days">
          {current && (
            <option value="same" selected={form.days === undefined}>
              No change
            </option>
          )}
          {Object.entries(EXPIRY).map(([value, label]) => (
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
      {current?.password && (
        <label class="check">
          <input type="checkbox" name="open" />
          Remove the password
        </label>
      )}
    </>
  );
}

/** A checkbox for each size, with its pixels and bytes, and a warning about the data in originals. */
export function SizeChoice({ preview, sizes }: { preview: SharePreview; sizes: readonly SizeName[] }): VNode {
  return (
    <fieldset class="gives">
      <legend>People with the link can get</legend>
      {SIZE_NAMES.map((size) => (
        <label key={size} class="check">
          <input type="checkbox" name={size} checked={sizes.includes(size)} aria-describedby={size === 'o' ? 'original-says' : undefined} />
          <span>{SIZE_LABELS[size]}</span>
          <span class="quiet small">{measure(preview, size)}</span>
        </label>
      ))}
      <p class="small" id="original-says">
        {originalNotice(preview)}
      </p>
    </fieldset>
  );
}

function measure({ pictures, sizes }: SharePreview, size: SizeName): string {
  const { ready, bytes, width, height } = sizes[size];
  if (ready === 0) return pictures === 0 ? 'nothing yet' : 'preparing…';
  const pixels = pictures === 1 ? `${width} × ${height}` : `up to ${width} × ${height}`;
  return `${pixels}, ${formatBytes(bytes)}${ready < pictures ? `, preparing ${pictures - ready} more` : ''}`;
}

const OTHERS = variantsInWords();
const CLEAN_VARIANTS = `${OTHERS.charAt(0).toUpperCase()}${OTHERS.slice(1)} contain no camera data or location.`;

/** What originals reveal. */
function originalNotice({ pictures, originals: { camera, time, place } }: SharePreview): string {
  const one = pictures === 1;
  if (pictures === 0) return `An original is your unchanged file and may contain its camera, time and location. ${CLEAN_VARIANTS}`;
  const found = [part(camera, 'camera'), part(time, 'time'), part(place, 'location')].filter((text) => text !== null);
  const original = one ? 'The original is your unchanged file' : 'The originals are your unchanged files';
  if (found.length === 0) {
    return `${original}. As far as the drive can tell, ${one ? 'it contains' : 'they contain'} no camera, time or location.`;
  }
  const contain = one ? 'contains its' : 'contain their';
  return `${original} and ${contain} ${new Intl.ListFormat('en-GB').format(found)}. ${CLEAN_VARIANTS}`;

  function part(count: number, what: string): string | null {
    if (count === 0) return null;
    return one || count === pictures ? what : `${what} (in ${count} of ${pictures})`;
  }
}

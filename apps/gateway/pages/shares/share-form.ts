import { Problem } from '#libs/api/errors.js';
import { SIZE_NAMES, type SizeName } from '#libs/domain/variants.js';

import { idsIn } from '../http/forms.js';

/** When a link can be set to expire: days, and their label. */
export const EXPIRY = { '': 'Never', '1': 'In one day', '7': 'In one week', '30': 'In 30 days', '365': 'In one year' } as const;

/** What a share shows: an album or chosen images. */
export type Chosen = { album: string } | { imageIds: string[] };

/** The form of a share as it was filled in. */
export interface ShareForm {
  chosen: Chosen;
  sizes: SizeName[];
  name: string;
  password: string;
  /** A key of EXPIRY; undefined: unchanged. */
  days: keyof typeof EXPIRY | undefined;
  /** Removes the password. */
  open?: boolean;
}

/** @throws Problem BAD_REQUEST */
export function readShareForm(fields: URLSearchParams): ShareForm {
  const days = fields.get('days') ?? undefined;
  if (days !== undefined && days !== 'same' && !Object.hasOwn(EXPIRY, days))
    throw new Problem('BAD_REQUEST', 'The form: days is not one of the choices.');
  return {
    chosen: chosenIn(fields),
    sizes: SIZE_NAMES.filter((size) => fields.has(size)),
    name: fields.get('name') ?? '',
    password: fields.get('password') ?? '',
    open: fields.has('open'),
    days: days === 'same' ? undefined : (days as ShareForm['days']),
  };
}

/** The album of the field `album`, else the images of the field `ids`. */
export function chosenIn(fields: URLSearchParams): Chosen {
  const album = fields.get('album');
  return album ? { album } : { imageIds: idsIn(fields) };
}

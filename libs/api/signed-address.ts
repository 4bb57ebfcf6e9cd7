import { z } from 'zod';

import { Instant, InstantIn } from './image.js';
import { flag } from './image-queries.js';
import { EXTENSIONS } from './transform.js';

/** Keys of one account. */
export const MAX_ADDRESS_KEYS = 20;
export const MAX_KEY_NAME = 100;

export const NewAddressKey = z.strictObject({ name: z.string().trim().min(1).max(MAX_KEY_NAME) }).meta({ id: 'NewSigningKey' });
export type NewAddressKey = z.output<typeof NewAddressKey>;

export const AddressKeyInfo = z
  .object({
    id: z.string().meta({ description: '`k` of the addresses that it signs.' }),
    name: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'SigningKey' });
export type AddressKeyInfo = z.output<typeof AddressKeyInfo>;
export const AddressKeyMade = AddressKeyInfo.extend({
  secret: z.string().meta({ description: 'The key of HMAC: the bytes of this text. It cannot be read again.' }),
}).meta({ id: 'SigningKeyMade' });
export type AddressKeyMade = z.output<typeof AddressKeyMade>;
export const AddressKeyList = z.object({ items: z.array(AddressKeyInfo) }).meta({ id: 'SigningKeyList' });
export type AddressKeyList = z.output<typeof AddressKeyList>;

/** Presets of one account. */
export const MAX_PRESETS = 50;
/** As in SHOEBOX_PRESETS. */
export const PRESET_NAME = /^[a-z][a-z0-9-]{0,31}$/;

export const Preset = z
  .object({ name: z.string().meta({ example: 'hero' }), modifiers: z.string().meta({ example: 'SC1600,900_QL80' }) })
  .meta({ id: 'Preset' });
export type Preset = z.output<typeof Preset>;
export const PresetList = z.object({ items: z.array(Preset) }).meta({ id: 'PresetList' });
export type PresetList = z.output<typeof PresetList>;
export const PresetChange = z
  .strictObject({ modifiers: z.string().min(1).max(1_000).meta({ example: 'SC1600,900_QL80' }) })
  .meta({ id: 'PresetChange' });
export type PresetChange = z.output<typeof PresetChange>;

export const NewSignedAddress = z
  .strictObject({
    modifiers: z.string().max(1_000).optional().meta({ description: 'Such as `SL600_QL75`; without them the whole picture.' }),
    preset: z.string().regex(PRESET_NAME).optional().meta({ description: 'Instead of modifiers.' }),
    format: z.enum(EXTENSIONS),
    until: InstantIn.nullable().optional().meta({ description: 'The address ends then, to the second. Without it, it has no end.' }),
    key: z.string().max(100).optional().meta({ description: 'The id of the key; without it your newest.' }),
  })
  .meta({ id: 'NewSignedAddress' });
export type NewSignedAddress = z.output<typeof NewSignedAddress>;

export const SignedAddress = z
  .object({
    url: z.string().meta({ description: 'The address from the root of the drive.', example: '/i/01k….hero.webp?e=1767225600&k=01k…&s=…' }),
    key: z.string(),
    until: Instant.nullable(),
  })
  .meta({ id: 'SignedAddress' });
export type SignedAddress = z.output<typeof SignedAddress>;

/** The query of an image address without a log-in. Mail tools append names of their own; what is no signature is one of nothing. */
export const SignedQuery = z.object({
  download: flag.catch(false).default(false),
  e: z.string().optional().catch(''),
  k: z.string().catch(''),
  s: z.string().catch(''),
});
export type SignedQuery = z.output<typeof SignedQuery>;

import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { NO_PRESETS, type Presets } from '#libs/domain/transform/presets.js';
import { canonicalModifiers, parseTransform, type Transform } from '#libs/domain/transform/transform.js';

/** What the last segment of an image address says: `01k….01._SL600_QL75_.webp`. */
export interface ImageAddress {
  /** As it was written: it may be no id of an image. */
  id: string;
  /** The name of the preset that says the modifiers; null: the address says them itself. */
  preset: string | null;
  transform: Transform;
}

/** Characters that an address may have after the id: twelve of the longest modifiers have fewer. */
const MAX_LENGTH = 1_000;

/** Reads the last segment of an image address, decoded. @throws BadTransform */
export function parseAddress(segment: string, presets: Presets = NO_PRESETS): ImageAddress {
  const dot = segment.indexOf('.');
  const last = segment.lastIndexOf('.');
  if (dot < 0) throw new BadTransform('The address has no format; end it in .jpg, .webp, .avif, .png or .auto.');
  if (segment.length - dot > MAX_LENGTH) throw new BadTransform(`The modifiers are too long; ${MAX_LENGTH} characters are enough for all.`);
  const id = segment.slice(0, dot);
  // `.01` is a part of Amazon's addresses, and means nothing.
  const middle = segment.slice(dot, Math.max(dot, last)).replace(/^\.01(?=\.|$)/, '');
  const extension = segment.slice(last + 1);
  const preset = /^\.([a-z][a-z0-9-]*)$/.exec(middle)?.[1];
  if (preset !== undefined) return { id, preset, transform: parseTransform(modifiersOf(preset, presets), extension) };
  const between = /^(?:\._(.*)_)?$/s.exec(middle);
  if (!between) throw new BadTransform('Modifiers stand between underscores, such as ID._SL600_.jpg.');
  return { id, preset: null, transform: parseTransform(between[1] ?? '', extension) };
}

/** The one form of an address that is answered with an image; others redirect to it. */
export function canonicalAddress({ id, preset, transform }: ImageAddress): string {
  if (preset !== null) return `${id}.${preset}.${transform.format}`;
  const modifiers = canonicalModifiers(transform);
  return `${id}${modifiers && `._${modifiers}_`}.${transform.format}`;
}

function modifiersOf(preset: string, presets: Presets): string {
  const modifiers = presets.get(preset);
  if (modifiers !== undefined) return modifiers;
  const all = presets.size === 0 ? 'this drive has none' : `there are ${[...presets.keys()].join(', ')}`;
  throw new BadTransform(
    `There is no preset "${preset.slice(0, 40)}"; ${all}. Modifiers stand between underscores, such as ID._SL600_.jpg.`,
  );
}

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

/** Whether an address may name a preset, so that its reader needs to know those of the owner. */
export function namesPreset(segment: string): boolean {
  return presetOf(split(segment).middle) !== undefined;
}

/** Reads the last segment of an image address, decoded. @throws BadTransform */
export function parseAddress(segment: string, presets: Presets = NO_PRESETS): ImageAddress {
  const { id, middle, extension, length } = split(segment);
  if (extension === null) throw new BadTransform('The address has no format; end it in .jpg, .webp, .avif, .png or .auto.');
  if (length > MAX_LENGTH) throw new BadTransform(`The modifiers are too long; ${MAX_LENGTH} characters are enough for all.`);
  const preset = presetOf(middle);
  if (preset !== undefined) return { id, preset, transform: parseTransform(modifiersOf(preset, presets), extension) };
  const between = /^(?:\._(.*)_)?$/s.exec(middle);
  if (!between) throw new BadTransform('Modifiers stand between underscores, such as ID._SL600_.jpg.');
  return { id, preset: null, transform: parseTransform(between[1] ?? '', extension) };
}

/** @returns `extension`: null without a dot; `length`: of all after the id */
function split(segment: string): { id: string; middle: string; extension: string | null; length: number } {
  const dot = segment.indexOf('.');
  if (dot < 0) return { id: segment, middle: '', extension: null, length: 0 };
  const last = segment.lastIndexOf('.');
  // `.01` is a part of Amazon's addresses, and means nothing.
  const middle = segment.slice(dot, Math.max(dot, last)).replace(/^\.01(?=\.|$)/, '');
  return { id: segment.slice(0, dot), middle, extension: segment.slice(last + 1), length: segment.length - dot };
}

function presetOf(middle: string): string | undefined {
  return /^\.([a-z][a-z0-9-]*)$/.exec(middle)?.[1];
}

/** The one form of an address that is answered with an image; others redirect to it. */
export function canonicalAddress({ id, preset, transform }: ImageAddress): string {
  if (preset !== null) return `${id}.${preset}.${transform.format}`;
  const modifiers = canonicalModifiers(transform);
  return `${id}${modifiers && `._${modifiers}_`}.${transform.format}`;
}

/**
 * The last segment of an address of these modifiers, or of a preset; `parseAddress` says whether it can be.
 * @param asked `modifiers`: with or without underscores around them; empty or missing: none
 */
export function writtenAddress(id: string, asked: { modifiers?: string | undefined; preset?: string | undefined; format: string }): string {
  const modifiers = asked.modifiers?.replace(/^_|_$/g, '');
  const between = asked.preset ?? (modifiers ? `_${modifiers}_` : undefined);
  return between === undefined ? `${id}.${asked.format}` : `${id}.${between}.${asked.format}`;
}

function modifiersOf(preset: string, presets: Presets): string {
  const modifiers = presets.get(preset);
  if (modifiers !== undefined) return modifiers;
  const all = presets.size === 0 ? 'this drive has none' : `there are ${[...presets.keys()].join(', ')}`;
  throw new BadTransform(
    `There is no preset "${preset.slice(0, 40)}"; ${all}. Modifiers stand between underscores, such as ID._SL600_.jpg.`,
  );
}

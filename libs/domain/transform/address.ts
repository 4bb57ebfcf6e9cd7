import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { canonicalModifiers, parseTransform, type Transform } from '#libs/domain/transform/transform.js';

/** What the last segment of an image address says: `01k….01._SL600_QL75_.webp`. */
export interface ImageAddress {
  /** As it was written: it may be no id of an image. */
  id: string;
  transform: Transform;
}

/** Characters that an address may have after the id: twelve of the longest modifiers have fewer. */
const MAX_LENGTH = 1_000;

/** Reads the last segment of an image address, decoded. @throws BadTransform */
export function parseAddress(segment: string): ImageAddress {
  const dot = segment.indexOf('.');
  const last = segment.lastIndexOf('.');
  if (dot < 0) throw new BadTransform('The address has no format; end it in .jpg, .webp, .avif, .png or .auto.');
  if (segment.length - dot > MAX_LENGTH) throw new BadTransform(`The modifiers are too long; ${MAX_LENGTH} characters are enough for all.`);
  const id = segment.slice(0, dot);
  // `.01` is a part of Amazon's addresses, and means nothing.
  const middle = segment.slice(dot, Math.max(dot, last)).replace(/^\.01(?=\.|$)/, '');
  const between = /^(?:\._(.*)_)?$/s.exec(middle);
  if (!between) throw new BadTransform('Modifiers stand between underscores, such as ID._SL600_.jpg.');
  return { id, transform: parseTransform(between[1] ?? '', segment.slice(last + 1)) };
}

/** The one form of an address that is answered with an image; others redirect to it. */
export function canonicalAddress({ id, transform }: ImageAddress): string {
  const modifiers = canonicalModifiers(transform);
  return `${id}${modifiers && `._${modifiers}_`}.${transform.format}`;
}

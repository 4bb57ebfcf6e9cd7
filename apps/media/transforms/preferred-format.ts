import { MAX_AVIF_PIXELS, type Format } from '#libs/domain/transform/modifiers.js';

/** Those that are not shown everywhere, the smallest files first. */
const NAMED = [
  ['avif', 'image/avif'],
  ['webp', 'image/webp'],
] as const satisfies readonly (readonly [Format, string])[];

/**
 * The format for a client, by its Accept (RFC 9110 section 12.5.1): the best that it names with a weight that is not 0, else JPEG. That it
 * takes any image says nothing of the new formats.
 * @param pixels of the result
 */
export function preferredFormat(accept: string | undefined, pixels: number): Format {
  const taken = new Set<string>();
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim());
    const isRefused = parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
    if (!isRefused) taken.add(type);
  }
  return NAMED.find(([format, type]) => taken.has(type) && (format !== 'avif' || pixels <= MAX_AVIF_PIXELS))?.[0] ?? 'jpg';
}

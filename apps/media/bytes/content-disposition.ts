import { extensionOf } from '#libs/domain/image-types.js';
import type { SizeName } from '#libs/domain/variants.js';

/**
 * A Content-Disposition header (RFC 6266) for any file name: an ASCII `filename` for old clients, and when that is not the name itself
 * also `filename*` (RFC 8187). Quotes, backslashes, line breaks and percent signs never get into the quoted form.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const quoted = `${kind}; filename="${ascii}"`;
  return ascii === name ? quoted : `${quoted}; filename*=UTF-8''${encode(name)}`;
}

/** RFC 8187 allows fewer characters than a URL does. */
function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The name under which a size is saved: the image's own for the original, like `IMG_0042-m.jpg` for a variant, with the extension of the
 * variant's type. It never begins with a dot, which would hide the file.
 */
export function fileName(name: string, { size, type }: { size: SizeName; type: string }): string {
  const visible = name.replace(/^[.\s]*\./, '_');
  if (size === 'o') return visible;
  const dot = visible.lastIndexOf('.');
  return `${dot > 0 ? visible.slice(0, dot) : visible}-${size}${extensionOf(type)}`;
}

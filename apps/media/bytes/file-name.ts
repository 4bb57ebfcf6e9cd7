import { extensionOf } from '#libs/domain/image-types.js';
import type { SizeName } from '#libs/domain/variants.js';

/**
 * Under which name a size is saved: the original under its own, a size as `IMG_0042-m.jpg`, with the extension of what it is. Never with a
 * dot ahead, by which systems hide a file.
 */
export function fileName(name: string, { size, type }: { size: SizeName; type: string }): string {
  const seen = name.replace(/^[.\s]*\./, '_');
  if (size === 'o') return seen;
  const dot = seen.lastIndexOf('.');
  return `${dot > 0 ? seen.slice(0, dot) : seen}-${size}${extensionOf(type)}`;
}

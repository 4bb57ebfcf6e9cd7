import type { Size } from '#libs/contract/image.js';

import { extensionOf } from '../extensions.js';

/**
 * Under which name a size is saved: the original under its own, a size as `IMG_0042-m.jpg`, with the extension of what it is. Never with a
 * dot ahead, by which systems hide a file.
 */
export function fileName(name: string, { size, type }: { size: Size; type: string }): string {
  const seen = name.replace(/^[.\s]*\./, '_');
  if (size === 'o') return seen;
  const dot = seen.lastIndexOf('.');
  return `${dot > 0 ? seen.slice(0, dot) : seen}-${size}${extensionOf(type)}`;
}

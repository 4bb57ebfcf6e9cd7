import type { Size } from '#libs/contract/image.js';

import { extensionOf } from '../extensions.js';

/** Under which name a size is saved: the original under its own, a size as `IMG_0042-m.jpg`, with the extension of what it is. */
export function fileName(name: string, { size, type }: { size: Size; type: string }): string {
  if (size === 'o') return name;
  const dot = name.lastIndexOf('.');
  return `${dot > 0 ? name.slice(0, dot) : name}-${size}${extensionOf(type)}`;
}

import type { OpenedShare, SharedImage } from '#libs/api/share.js';
import { presetSize } from '#libs/domain/transform/presets.js';
import { longestOf, SIZE_LABELS, SIZE_NAMES } from '#libs/domain/variants.js';

import type { CopyChoice } from '../components/copy-choices.js';
import { shownSizes, srcSet } from './shared-picture.js';

/** What of a share its visitors may know. */
type Given = Pick<OpenedShare, 'sizes' | 'presets'>;

/**
 * What can be copied of a shared picture: the sizes that the share gives, then the presets, no larger than those.
 * @param href where a click leads @param address of the drive, without a slash at its end
 */
export function sharedChoices(image: SharedImage, { sizes, presets }: Given, href: string, address: string): CopyChoice[] {
  const shown = shownSizes(image);
  const { name } = image;
  const choices = SIZE_NAMES.flatMap((key) => {
    const size = image.sizes[key];
    if (!size || !shown.includes(size)) return [];
    const { url, width, height } = size;
    return [{ key, label: SIZE_LABELS[key], copied: { src: address + url, set: srcSet(image, address), name, width, height, href } }];
  });
  const named = presets.flatMap(({ name: preset, modifiers }) => {
    const size = presetSize(modifiers, image, longestOf(sizes));
    if (!size) return [];
    // `/p/TOKEN/ID` is the page of a picture, and `/p/TOKEN/i/ID.hero.auto` one of its presets.
    const src = `${address}${image.page.replace(/[^/]+$/, 'i/$&')}.${preset}.auto`;
    return [{ key: `preset-${preset}`, label: preset, copied: { ...size, src, set: `${src} ${size.width}w`, name, href } }];
  });
  return [...choices, ...named];
}

import type { SharedImage, ShareWithImages } from '#libs/api/share.js';
import type { Presets } from '#libs/api/transform.js';
import { copyTexts } from '#libs/domain/copy-texts.js';
import { DEFAULT_SIZE, SIZE_LABELS } from '#libs/domain/variants.js';

import type { CopyFormat } from '../components/copy-menu.js';
import { sharedChoices } from '../shared/shared-choices.js';
import { mainSize } from '../shared/shared-picture.js';

type Copied = Pick<ShareWithImages, 'page' | 'password' | 'sizes'> & { images: readonly SharedImage[] };

/** The sizes and presets in which the pictures of a share can be copied: their keys and labels. */
export function copySizes({ sizes, password }: Copied, presets: Presets): { key: string; label: string }[] {
  if (password) return [];
  const given = sizes.map((key) => ({ key, label: SIZE_LABELS[key] }));
  return [...given, ...presets.map(({ name }) => ({ key: `preset-${name}`, label: name }))];
}

/**
 * The link, and its pictures as Markdown, HTML and BBCode, one line for each. With a password it is only the link, because other pages
 * can't show the pictures.
 * @param address of the drive, without a slash at its end @param size key of a size or preset; pictures without it have the nearest
 */
export function copyFormats(share: Copied, address: string, presets: Presets = [], size: string = DEFAULT_SIZE): CopyFormat[] {
  const { page, password, images } = share;
  const link = { id: 'link', label: 'Link', text: address + page };
  const shown = images.filter((image) => mainSize(image));
  if (password || shown.length === 0) return [link];
  const whole = images.length === 1 ? address + page : undefined;
  const all = shown.map((image) => {
    const href = whole ?? address + image.page;
    const choices = sharedChoices(image, { sizes: share.sizes, presets }, href, address);
    const main = mainSize(image)!;
    const { copied } = choices.find(({ key }) => key === size) ?? choices.find((one) => one.copied.src === address + main.url)!;
    return [...copyTexts(copied), { id: 'bbcode', label: 'BBCode', text: `[url=${href}][img]${copied.src}[/img][/url]` }];
  });
  return [link, ...all[0]!.map((format, index) => ({ ...format, text: all.map((one) => one[index]!.text).join('\n') }))];
}

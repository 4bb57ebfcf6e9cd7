import type { SharedImage, ShareWithImages } from '#libs/api/share.js';

import { mainSize, srcSet } from '../shared/shared-picture.js';

/** A format in which the link or its pictures can be copied. */
export interface CopyFormat {
  id: string;
  label: string;
  /** One line for each picture. */
  text: string;
}

/** The attribute `sizes` of the responsive format: as wide as its column. */
const SIZES = '(max-width: 1024px) 100vw, 1024px';

/**
 * The link, and its pictures as Markdown, HTML and BBCode. With a password it is only the link, because other pages can't show the
 * pictures. @param address of the drive, without a slash at its end
 */
export function copyFormats({ page, password, images }: ShareWithImages, address: string): CopyFormat[] {
  const link = { id: 'link', label: 'Link', text: address + page };
  const shown = images.filter((image) => mainSize(image));
  if (password || shown.length === 0) return [link];
  const whole = images.length === 1 ? address + page : undefined;
  const each = (write: (one: Written) => string) => shown.map((image) => write(written(image, address, whole))).join('\n');
  return [
    link,
    { id: 'image', label: 'Picture address', text: each(({ src }) => src) },
    { id: 'markdown', label: 'Markdown', text: each(({ href, src, name }) => `[![${markdown(name)}](${src})](${href})`) },
    {
      id: 'html',
      label: 'HTML',
      text: each(
        ({ href, src, alt, width, height }) => `<a href="${href}"><img src="${src}" width="${width}" height="${height}" alt="${alt}"></a>`,
      ),
    },
    {
      id: 'responsive',
      label: 'HTML, fits any screen',
      text: each(
        ({ src, set, alt, width, height }) =>
          `<img src="${src}" srcset="${set}" sizes="${SIZES}" width="${width}" height="${height}" alt="${alt}" loading="lazy">`,
      ),
    },
    { id: 'bbcode', label: 'BBCode', text: each(({ href, src }) => `[url=${href}][img]${src}[/img][/url]`) },
  ];
}

interface Written {
  href: string;
  src: string;
  set: string;
  name: string;
  /** The name, escaped for an attribute. */
  alt: string;
  width: number;
  height: number;
}

function written(image: SharedImage, address: string, page: string | undefined): Written {
  const { url, width, height } = mainSize(image)!;
  const { name } = image;
  return { href: page ?? address + image.page, src: address + url, set: srcSet(image, address), name, alt: attribute(name), width, height };
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escapes punctuation with backslashes (CommonMark 2.4). */
function markdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

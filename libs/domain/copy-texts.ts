// Pages and their script write the same texts.

/** A picture as other pages show it. Addresses are absolute. */
export interface CopiedPicture {
  src: string;
  /** The attribute `srcset`. */
  set: string;
  name: string;
  /** Pixels of `src`. */
  width: number;
  height: number;
  /** Where a click leads; none by default. */
  href?: string | undefined;
}

export interface CopyText {
  id: 'image' | 'markdown' | 'html' | 'responsive';
  label: string;
  text: string;
}

/** A picture as its address, Markdown (CommonMark) and HTML. */
export function copyTexts({ src, set, name, width, height, href }: CopiedPicture): CopyText[] {
  const image = `![${markdown(name)}](${src})`;
  const shape = `width="${width}" height="${height}" alt="${attribute(name)}"`;
  const html = `<img src="${src}" ${shape}>`;
  // As wide as its column, and no wider than it is.
  const sizes = `(max-width: ${width}px) 100vw, ${width}px`;
  return [
    { id: 'image', label: 'Picture address', text: src },
    { id: 'markdown', label: 'Markdown', text: href === undefined ? image : `[${image}](${href})` },
    { id: 'html', label: 'HTML', text: href === undefined ? html : `<a href="${href}">${html}</a>` },
    {
      id: 'responsive',
      label: 'HTML, fits any screen',
      text: `<img src="${src}" srcset="${set}" sizes="${sizes}" ${shape} loading="lazy">`,
    },
  ];
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escapes punctuation with backslashes (CommonMark 2.4). */
function markdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

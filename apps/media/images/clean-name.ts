import { MAX_NAME } from '#libs/api/image.js';
import { extensionOf } from '#libs/domain/image-types.js';

/** A longer extension is taken for a part of the name. */
const MAX_EXTENSION = 16;

/**
 * The stored name of an image, from what the client sent: the last segment of a path without control characters and line breaks, trimmed,
 * at most MAX_NAME UTF-16 units long with its extension kept. Everything else is kept as it is. When nothing is left, the name is `image`
 * with the extension of the type.
 */
export function cleanName(sent: string | undefined, type: string): string {
  const name = (sent ?? '')
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\u2028\u2029]/gu, '')
    .trim();
  // "." and ".." name folders, never files.
  return /^\.{0,2}$/.test(name) ? `image${extensionOf(type)}` : shorten(name);
}

function shorten(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= MAX_EXTENSION ? name.slice(dot) : '';
  // Do not leave half of a surrogate pair at the cut.
  const stem = name.slice(0, MAX_NAME - extension.length).replace(/[\ud800-\udbff]$/, '');
  return `${stem.trimEnd()}${extension}`;
}

/**
 * Decodes the quoted `filename` of a form part as browsers write it. By the HTML standard (multipart/form-data encoding algorithm) they
 * escape only quotes and line breaks.
 */
export function unescapeFormName(name: string): string {
  return name.replace(/%(22|0d|0a)/gi, (escaped) => decodeURIComponent(escaped));
}

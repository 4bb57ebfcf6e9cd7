import { MAX_NAME } from '#libs/contract/image.js';
import { extensionOf } from '#libs/domain/image-types.js';

/** An extension longer than this is no extension. */
const MAX_EXTENSION = 16;

/**
 * A file name as it is kept, out of whatever a client sent: the last segment of a path, without control characters and line breaks,
 * trimmed, of at most MAX_NAME UTF-16 units with its extension kept. All else is data and stays. Nothing left: `image` and the extension
 * of the type.
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
  // A cut in the middle of a surrogate pair leaves half a character behind.
  const stem = name.slice(0, MAX_NAME - extension.length).replace(/[\ud800-\udbff]$/, '');
  return `${stem.trimEnd()}${extension}`;
}

/**
 * What browsers write into the quoted `filename` of a form part, undone: the HTML standard (multipart/form-data encoding algorithm) has
 * them escape just the quote and line breaks.
 */
export function unescapeFormName(name: string): string {
  return name.replace(/%(22|0d|0a)/gi, (escaped) => decodeURIComponent(escaped));
}

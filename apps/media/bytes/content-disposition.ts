/**
 * A Content-Disposition header (RFC 6266) for any file name: `filename` for old clients, in ASCII, and where that is not the name itself
 * also `filename*` (RFC 8187). Quotes, backslashes, line breaks and percent signs never reach the quoted form.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const quoted = `${kind}; filename="${ascii}"`;
  return ascii === name ? quoted : `${quoted}; filename*=UTF-8''${encode(name)}`;
}

/** What RFC 8187 calls ext-value leaves fewer characters as they are than a URL does. */
function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

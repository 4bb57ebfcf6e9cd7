import type { Scope, TokenMade } from '#libs/api/account.js';

type Made = Pick<TokenMade, 'token' | 'scopes'>;

/** A command for a shell, and what it does. */
export interface CurlLine {
  does: string;
  line: string;
}

/** A command that uses the widest permission of the token. @param address of the drive, without a slash at its end */
export function curlLine({ token, scopes }: Made, address: string): CurlLine {
  const curl = (path: string, ...options: string[]) =>
    ['curl', '-H', quoted(`Authorization: Bearer ${token}`), ...options, quoted(address + path)].join(' ');
  const file = ['-F', 'file=@picture.jpg'];
  if (mayShare(scopes)) {
    const asText = ['-H', quoted('Accept: text/plain'), '-w', quoted('\\n')];
    return { does: 'uploads picture.jpg and prints a link to it', line: curl('/api/shares/upload', ...asText, ...file) };
  }
  if (scopes.includes('upload')) return { does: 'uploads picture.jpg', line: curl('/api/images', ...file) };
  if (scopes.includes('read')) return { does: 'lists your newest pictures', line: curl('/api/images?limit=5') };
  return { does: 'shows whose token it is', line: curl('/api/auth/me') };
}

/**
 * A custom uploader for ShareX (https://getsharex.com/docs/custom-uploader); null for a token that may not upload and create links.
 * @param address of the drive, without a slash at its end
 */
export function shareXConfiguration({ token, scopes }: Made, address: string): { fileName: string; json: string } | null {
  if (!mayShare(scopes)) return null;
  const { host } = new URL(address);
  const configuration = {
    // Up to version 13.7.1 braces had no meaning, and ShareX converts files of that age.
    Version: '14.0.0',
    Name: `Shoebox (${host})`,
    DestinationType: 'ImageUploader',
    RequestMethod: 'POST',
    RequestURL: `${address}/api/shares/upload`,
    Headers: { Authorization: `Bearer ${token}` },
    // A form, because it includes the file name.
    Body: 'MultipartFormData',
    FileFormName: 'file',
    URL: '{json:url}',
    ThumbnailURL: '{json:thumbnailUrl}',
    DeletionURL: '{json:deletionUrl}',
    ErrorMessage: '{json:detail}',
  };
  return { fileName: `${host.replaceAll(/[^\w.-]+/g, '-')}.sxcu`, json: JSON.stringify(configuration, null, 2) };
}

function mayShare(scopes: readonly Scope[]): boolean {
  return scopes.includes('upload') && (scopes.includes('share') || scopes.includes('write'));
}

/** Quotes a word for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

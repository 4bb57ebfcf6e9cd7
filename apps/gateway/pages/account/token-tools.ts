import type { Scope, TokenMade } from '#libs/contract/account.js';

type Made = Pick<TokenMade, 'token' | 'scopes'>;

/** A line for a shell, and what it does, in words. */
export interface CurlLine {
  does: string;
  line: string;
}

/** A line that does the most that the token may. @param address of the drive, without a slash at its end */
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
  return { does: 'says whose token it is', line: curl('/api/auth/me') };
}

/**
 * What ShareX takes as a custom uploader (https://getsharex.com/docs/custom-uploader); null for a token that may not upload and make
 * links. @param address of the drive, without a slash at its end
 */
export function shareXConfiguration({ token, scopes }: Made, address: string): { fileName: string; json: string } | null {
  if (!mayShare(scopes)) return null;
  const { host } = new URL(address);
  const configuration = {
    // Up to 13.7.1 braces meant nothing, and ShareX rewrites what says that it is so old.
    Version: '14.0.0',
    Name: `Shoebox (${host})`,
    DestinationType: 'ImageUploader',
    RequestMethod: 'POST',
    RequestURL: `${address}/api/shares/upload`,
    Headers: { Authorization: `Bearer ${token}` },
    // A form, since it brings the name of the file along.
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

/** One word for a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

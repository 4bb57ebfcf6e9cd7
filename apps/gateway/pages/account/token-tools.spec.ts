import { expect, it } from 'vitest';

import type { Scope } from '#libs/api/account.js';

import { curlLine, shareXConfiguration } from './token-tools.js';

const ADDRESS = 'https://drive.example:8443';
const made = (...scopes: Scope[]) => ({ token: 'sbt_secret', scopes });

it.each<[Scope[], string]>([
  [['upload', 'share'], `-F file=@picture.jpg '${ADDRESS}/api/shares/upload'`],
  [['upload', 'write'], `-F file=@picture.jpg '${ADDRESS}/api/shares/upload'`],
  [['read', 'upload'], `-F file=@picture.jpg '${ADDRESS}/api/images'`],
  [['read', 'share'], `'${ADDRESS}/api/images?limit=5'`],
  [['share'], `'${ADDRESS}/api/auth/me'`],
])('curlLine for scopes %j is a command that the token permits', (scopes, end) => {
  const { line } = curlLine(made(...scopes), ADDRESS);
  expect(line.startsWith("curl -H 'Authorization: Bearer sbt_secret' ")).toBe(true);
  expect(line.endsWith(end)).toBe(true);
});

it('curlLine quotes every address', () => {
  expect(curlLine(made('read'), "http://x';reboot'").line).toContain(String.raw`'http://x'\'';reboot'\''/api/images?limit=5'`);
});

it('shareXConfiguration follows the format of ShareX, for a token that may upload and create links', () => {
  const { fileName, json } = shareXConfiguration(made('upload', 'share'), ADDRESS)!;
  expect(fileName).toBe('drive.example-8443.sxcu');
  expect(JSON.parse(json)).toEqual({
    Version: '14.0.0',
    Name: 'Shoebox (drive.example:8443)',
    DestinationType: 'ImageUploader',
    RequestMethod: 'POST',
    RequestURL: `${ADDRESS}/api/shares/upload`,
    Headers: { Authorization: 'Bearer sbt_secret' },
    Body: 'MultipartFormData',
    FileFormName: 'file',
    URL: '{json:url}',
    ThumbnailURL: '{json:thumbnailUrl}',
    DeletionURL: '{json:deletionUrl}',
    ErrorMessage: '{json:detail}',
  });
  for (const scopes of [['upload'], ['share'], ['read', 'write']] as const)
    expect(shareXConfiguration(made(...scopes), ADDRESS)).toBeNull();
});

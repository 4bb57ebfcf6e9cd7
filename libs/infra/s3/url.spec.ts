import { describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { parseS3Url } from './url.js';

describe('parseS3Url', () => {
  it('parses all parts', () => {
    expect(parseS3Url('s3+http://key:secret@minio:9000/pictures')).toEqual({
      origin: 'http://minio:9000',
      bucket: 'pictures',
      region: 'us-east-1',
      accessKey: 'key',
      secretKey: 'secret',
    });
    expect(parseS3Url('s3+https://AKIA:a%2Fb%2B@s3.eu-west-1.amazonaws.com/my-pictures/?region=eu-west-1')).toMatchObject({
      origin: 'https://s3.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
      secretKey: 'a/b+',
    });
  });

  it.each([
    ['s3+http://', 'address'],
    ['s3+http://key:hunter2@host', 'bucket'],
    ['s3+http://key:hunter2@host/a', 'bucket'],
    ['s3+http://key:hunter2@host/a/b', 'bucket'],
    ['s3+http://key:hunter2@host/Pictures', 'bucket'],
    ['s3+http://host/pictures', 'key and secret'],
    ['s3+http://key@host/pictures', 'key and secret'],
    ['s3+http://key:hunter2%@host/pictures', '%25'],
    ['s3+http://key:hunter2@host/pictures?zone=1', 'region='],
  ])('refuses %s in one line without the secret', (url, why) => {
    expect(() => parseS3Url(url)).toThrow(ConfigError);
    expect(() => parseS3Url(url)).toThrow(new RegExp(`^SHOEBOX_STORAGE_URL (?!.*hunter2)[^\\n]*${why.replace('%', '%')}`));
  });
});

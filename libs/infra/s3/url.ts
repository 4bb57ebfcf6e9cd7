import { ConfigError } from '#libs/config/config-error.js';

/** The address of a bucket, with credentials. */
export interface S3Location {
  /** `http://host:port`, without a path. */
  origin: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

const FORM = 's3+http://KEY:SECRET@HOST:PORT/BUCKET?region=…, or s3+https://…';
/** Amazon's rules for bucket names, without dots, which its certificates do not cover. */
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * Parses a STORAGE_URL. Key and secret are percent-encoded; the default region is us-east-1.
 * @throws ConfigError with one line, without the value, which contains the secret
 */
export function parseS3Url(storageUrl: string): S3Location {
  const url = URL.parse(storageUrl.replace(/^s3\+/, ''));
  if (!url) throw wrong(`can't be read as an address: it must be ${FORM}.`);
  const bucket = url.pathname.slice(1).replace(/\/$/, '');
  if (!BUCKET.test(bucket)) throw wrong('names no bucket: 3 to 63 small letters, digits and hyphens, after the host.');
  if (!url.username || !url.password) throw wrong(`has no key and secret: it must be ${FORM}.`);
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'region');
  if (unknown !== undefined) throw wrong('may only have region= after the question mark.');
  const region = url.searchParams.get('region') || 'us-east-1';
  return { origin: url.origin, bucket, region, accessKey: decode(url.username), secretKey: decode(url.password) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a % in its key or secret that stands for nothing: write it as %25.');
  }
}

function wrong(what: string): ConfigError {
  return new ConfigError(`SHOEBOX_STORAGE_URL ${what}`);
}

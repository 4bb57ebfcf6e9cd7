import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** The one header under which all metadata of ours travels. */
export const METADATA_HEADER = 'x-amz-meta-shoebox';
/** Amazon S3 takes 2 KB of user metadata, names included. */
const MAX_BYTES = 2_000;

/**
 * Metadata as a header can carry it: headers are ASCII, and servers differ in what they do to case and spaces, so it is JSON, deflated, in
 * base64url. The metadata of an original, with a name of 255 characters of any script, takes less than half of what there is room for.
 */
export function encodeMetadata(metadata: Record<string, string>): string {
  const text = deflateRawSync(JSON.stringify(metadata), { level: 9 }).toString('base64url');
  if (text.length + METADATA_HEADER.length > MAX_BYTES) throw new RangeError('The metadata is longer than an object store takes.');
  return text;
}

export function decodeMetadata(text: string): Record<string, string> {
  return JSON.parse(inflateRawSync(Buffer.from(text, 'base64url')).toString()) as Record<string, string>;
}

import type { IncomingHttpHeaders } from 'node:http';

/** RFC 9110, section 8.3.1; parameters are ignored. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** Returns the media type of a message in lower case and without parameters; empty when it is missing or malformed. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string {
  const declared = headers['content-type'] ?? '';
  return MEDIA_TYPE.test(declared) ? declared.split(';', 1)[0]!.trim().toLowerCase() : '';
}

import type { IncomingHttpHeaders } from 'node:http';

/** RFC 9110 section 8.3.1; parameters are not looked at. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

/** The media type that a message declares, in lower case and without parameters; empty when it declares none, or nonsense. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string {
  const declared = headers['content-type'] ?? '';
  return MEDIA_TYPE.test(declared) ? declared.split(';', 1)[0]!.trim().toLowerCase() : '';
}

import type { FastifyRequest } from 'fastify';

/**
 * Whether the person came by https: to us, to a proxy in front that we trust, or to the public address, which says so itself even when
 * TRUST_PROXY was forgotten.
 */
export function cameByHttps(request: FastifyRequest, publicUrl: string | undefined): boolean {
  if (request.protocol === 'https') return true;
  const address = publicUrl === undefined ? null : new URL(publicUrl);
  return address?.protocol === 'https:' && address.host === request.host;
}

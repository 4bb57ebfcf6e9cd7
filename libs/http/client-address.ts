import { isIPv6 } from 'node:net';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * The part of an address that stands for one customer: an IPv4 address whole, of an IPv6 address the first 64 bits, since whoever has one
 * has the 2^64 others of its network too (RFC 6177).
 */
export function customerOf(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  // The URL parser writes every IPv6 address in the one short form of RFC 5952.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = Array.from({ length: 8 - groups.length - after.length }, () => '0');
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

/** Who asks, for limits: as the gateway saw it, else the peer itself. */
export const ClientAddress = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const told = request.headers['x-client-address'];
  return customerOf(typeof told === 'string' && told !== '' ? told : request.ip);
});

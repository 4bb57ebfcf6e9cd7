import type { IncomingMessage } from 'node:http';

/** The scheme and the host with which a client made its request. */
export interface ClientOrigin {
  protocol: 'http' | 'https';
  host: string;
}

/**
 * What Fastify says of a request as `protocol` and `host`, for a request that it has not seen yet.
 * @param behindProxy the connection comes from a proxy of ours, whose X-Forwarded-* headers are trusted
 */
export function clientOrigin({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, behindProxy: boolean): ClientOrigin {
  const { host = '' } = headers;
  const protocol = 'encrypted' in socket && socket.encrypted ? 'https' : 'http';
  if (!behindProxy) return { protocol, host };
  const forwarded = { protocol: lastOf(headers['x-forwarded-proto']), host: lastOf(headers['x-forwarded-host']) };
  return { protocol: (forwarded.protocol ?? protocol) as ClientOrigin['protocol'], host: forwarded.host ?? host };
}

/** The last of several values counts: our proxy has added it. */
function lastOf(header: string | string[] | undefined): string | undefined {
  return header ? String(header).split(',').at(-1)!.trim() : undefined;
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { CLOCK_TOLERANCE } from '#libs/domain/drive/clock.js';

const ADDRESS = 'x-client-address';
const SIGNATURE = 'x-client-signature';

/** Seconds for which a signature is good, besides what the clocks of two machines may differ. */
const LIFETIME = 60;

/**
 * The address of every caller that did not come through the gateway. It is not that of the connection: a process on this machine can choose
 * among 16 million loopback addresses.
 */
export const NOT_FROM_GATEWAY = 'not from the gateway';

/**
 * The gateway alone knows the address of a client, and auth and media believe it alone: it signs the address (HMAC-SHA256) with a secret
 * that these three share. The secret itself is never sent, so who takes the port of a stopped service does not learn it.
 */
export class ClientAddressSigner {
  constructor(private readonly secret: string) {}

  /** The request headers that carry an address to a service. */
  headers(address: string, now = Date.now()): Record<string, string> {
    const seconds = Math.floor(now / 1000);
    return { [ADDRESS]: address, [SIGNATURE]: `${seconds}.${this.mac(seconds, address).toString('base64url')}` };
  }

  /** The address in the headers of a request that the gateway signed; else NOT_FROM_GATEWAY. */
  verify({ [ADDRESS]: address, [SIGNATURE]: signature }: IncomingHttpHeaders, now = Date.now()): string {
    const match = typeof signature === 'string' && /^(\d{1,12})\.([\w-]{43})$/.exec(signature);
    if (!match || typeof address !== 'string') return NOT_FROM_GATEWAY;
    const seconds = Number(match[1]);
    if (Math.abs(seconds - now / 1000) > LIFETIME + CLOCK_TOLERANCE) return NOT_FROM_GATEWAY;
    return timingSafeEqual(this.mac(seconds, address), Buffer.from(match[2]!, 'base64url')) ? address : NOT_FROM_GATEWAY;
  }

  private mac(seconds: number, address: string): Buffer {
    return createHmac('sha256', this.secret).update(`client address\n${seconds}\n${address}`).digest();
  }
}

/** A request of a service behind the gateway. */
export type AddressedRequest = FastifyRequest & { clientAddress?: string };

/** The client's address as the gateway saw it, for rate limits; NOT_FROM_GATEWAY where the gateway did not sign it. */
export const ClientAddress = createParamDecorator(
  (_: unknown, context: ExecutionContext): string =>
    context.switchToHttp().getRequest<AddressedRequest>().clientAddress ?? NOT_FROM_GATEWAY,
);

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { NOT_FROM_GATEWAY, type AddressedRequest } from '#libs/http/client-address.js';

import { deviceName } from './device.js';

/** What the gateway says of the client that sends a request. */
export interface Client {
  /** The IP address. */
  address: string;
  /** A short name of the browser or tool. */
  device: string;
  /** What device cookie the client sent, not verified. */
  deviceCookie: string | undefined;
}

/** The client of the request. The gateway forwards its User-Agent, its device cookie and its address. */
export const FromClient = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const { headers, clientAddress = NOT_FROM_GATEWAY } = context.switchToHttp().getRequest<AddressedRequest>();
  const deviceCookie = headers['x-device-cookie'];
  return {
    address: clientAddress,
    device: deviceName(headers['user-agent']),
    deviceCookie: typeof deviceCookie === 'string' ? deviceCookie : undefined,
  };
});

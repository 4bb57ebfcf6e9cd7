import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

import type { Config } from '#libs/config/config.js';

/** The addresses at which people can open the drive, the most likely first. */
export function addresses(config: Pick<Config, 'host' | 'publicUrl'>, port: number): string[] {
  if (config.publicUrl) return [config.publicUrl];
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  return (everywhere ? lanAddresses() : [config.host]).map((host) => `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
}

/** True when only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const ipv4 = all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
  return ipv4.length > 0 ? ipv4.sort((one, other) => likelihood(other) - likelihood(one)) : ['127.0.0.1'];
}

/** How likely a phone at home reaches the address: routers assign 192.168 and 10, while 172.16 to 172.31 are mostly container bridges. */
function likelihood(address: string): number {
  if (address.startsWith('192.168.')) return 2;
  return /^(172\.(1[6-9]|2\d|3[01])|169\.254)\./.test(address) ? 0 : 1;
}

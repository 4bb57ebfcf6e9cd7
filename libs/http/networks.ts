import { isIPv4, isIPv6 } from 'node:net';

/** Bits of an IPv6 prefix. A customer gets a /64, most get a /56, and a site can get a /48 (RFC 6177). */
const PREFIXES = [64, 56, 48] as const;

/** What is no IP address is one network: no text of a client, such as an entry of X-Forwarded-For, makes a network of its own. */
const UNKNOWN = 'unknown';

/**
 * The networks of a client address that rate limits apply to, the smallest first: of an IPv6 address those of 64, 56 and 48 bits, because
 * one customer has all addresses of such a network; of an IPv4 address the address alone, also of one within IPv6 (RFC 4291, section
 * 2.5.5.2). A zone and a port are ignored.
 */
export function networksOf(address: string | undefined): readonly [string, ...string[]] {
  // A connection that was destroyed has none any more.
  const plain = (address ?? '')
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (isIPv4(plain)) return [plain];
  if (!isIPv6(plain)) return [UNKNOWN];
  const groups = groupsOf(plain);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff) return [ipv4Of(groups)];
  const [smallest, ...wider] = PREFIXES.map((bits) => `${prefixOf(groups, bits)}::/${bits}`);
  return [smallest!, ...wider];
}

/** The smallest of the networks: one customer's. */
export function networkOf(address: string | undefined): string {
  return networksOf(address)[0];
}

/** The largest of the networks: one site's. */
export function siteOf(address: string | undefined): string {
  return networksOf(address).at(-1)!;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser normalizes an address to the form of RFC 5952, without dots.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((text) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))));
  const zeros = Array.from({ length: 8 - before!.length - after!.length }, () => 0);
  return [...before!, ...zeros, ...after!];
}

function ipv4Of(groups: readonly number[]): string {
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

function prefixOf(groups: readonly number[], bits: number): string {
  const kept = groups.slice(0, 4).map((group, n) => group & (0xff_ff << Math.max(0, 16 * (n + 1) - bits)) & 0xff_ff);
  return kept
    .slice(0, Math.ceil(bits / 16))
    .map((group) => group.toString(16))
    .join(':');
}

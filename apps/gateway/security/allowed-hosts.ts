import { isIP } from 'node:net';

import type { FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { Config } from '#libs/config/config.js';

/** A name or an address with or without a port (RFC 9110, section 7.2). */
const HOST = /^(?:\[[\da-f:.]+\]|[^\s/?#@\\:[\]]+)(?::\d*)?$/i;

/** A drive has few names, but anybody can send local ones. */
const MOST_ACCEPTED = 100;
const MOST_CHARACTERS = 300;

/**
 * Refuses requests for a name that is not the drive's (docs/decisions/0028). Against DNS rebinding: a page of another site that has its own
 * name resolve to the address of the drive is of the same origin for the browser, and only the name in the request gives it away.
 */
export class AllowedHosts {
  private readonly names: ReadonlySet<string>;
  /** Headers that were found to name the drive: parsing one costs more than the rest of a small answer. */
  private readonly accepted = new Set<string>();

  constructor({ publicUrl, host, allowedHosts }: Pick<Config, 'publicUrl' | 'host' | 'allowedHosts'>) {
    const own = [publicUrl, `http://${isIP(host) === 6 ? `[${host}]` : host}`].map((url) => (url && URL.parse(url)?.hostname) || '');
    this.names = new Set([...own, ...allowedHosts]);
  }

  /**
   * Checks the Host header, and X-Forwarded-Host as well where a proxy is trusted: a page can set that one, but not Host. A request of
   * HTTP/1.0 may have none; no browser sends it. @throws Problem BAD_REQUEST, MISDIRECTED
   */
  check({ headers, host: forwarded }: Pick<FastifyRequest, 'headers' | 'host'>): void {
    const { host = '' } = headers;
    if (host !== '') this.checkHost(host);
    if (forwarded !== '' && forwarded !== host) this.checkHost(forwarded);
  }

  private checkHost(host: string): void {
    if (this.accepted.has(host)) return;
    const name = HOST.test(host) ? URL.parse(`http://${host}`)?.hostname.replace(/\.$/, '') : undefined;
    if (!name) throw new Problem('BAD_REQUEST', 'The Host header is not valid.');
    if (this.names.has(name) || isLocal(name)) return this.accept(host);
    const advice = 'If this is your drive, name it in SHOEBOX_PUBLIC_URL, or in SHOEBOX_ALLOWED_HOSTS if it has several names.';
    throw new Problem('MISDIRECTED', `The drive does not know the name ${name.slice(0, 100)}. ${advice}`);
  }

  private accept(host: string): void {
    if (this.accepted.size >= MOST_ACCEPTED) this.accepted.clear();
    if (host.length <= MOST_CHARACTERS) this.accepted.add(host);
  }
}

/** Addresses, and names that nobody can register in the public DNS. */
function isLocal(name: string): boolean {
  return !name.includes('.') || isIP(name) !== 0 || /\.(?:local|localhost)$/.test(name);
}

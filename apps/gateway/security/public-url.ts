import type { FastifyRequest } from 'fastify';

/** The address at which people reach the drive: the configured one (SHOEBOX_PUBLIC_URL), else the one of the request. */
export class PublicUrl {
  private readonly url: URL | undefined;

  constructor(configured: string | undefined) {
    this.url = configured === undefined ? undefined : new URL(configured);
  }

  /** The configured host, with its port unless it is the scheme's own. */
  get host(): string | undefined {
    return this.url?.host;
  }

  /** The origin, such as `https://photos.example.org`, without a slash at the end. */
  addressOf(request: FastifyRequest): string {
    return this.url?.origin ?? `${request.protocol}://${request.host}`;
  }

  /**
   * Whether the client used https: directly, through a trusted proxy, or at the configured address when that is https. The last case
   * holds even when SHOEBOX_TRUST_PROXY is missing.
   */
  cameByHttps(request: Pick<FastifyRequest, 'protocol' | 'host'>): boolean {
    return request.protocol === 'https' || (this.url?.protocol === 'https:' && this.url.host === request.host);
  }
}

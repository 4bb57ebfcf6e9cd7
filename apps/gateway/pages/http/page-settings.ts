import type { FastifyRequest } from 'fastify';

import { cameByHttps } from '../../security/public-url.js';

/** The settings that pages show, and the address of the drive. */
export class PageSettings {
  constructor(
    /** Bytes of one file. */
    readonly maxUploadBytes: number,
    /** How long the trash keeps an image. */
    readonly trashDays: number,
    private readonly publicUrl: string | undefined,
  ) {}

  /** The address of the drive without a slash at its end: the configured one, else the one that the request came to. */
  addressOf(request: FastifyRequest): string {
    return this.publicUrl ? new URL(this.publicUrl).origin : `${request.protocol}://${request.host}`;
  }

  /** Whether a cookie for this browser may be Secure. */
  cameByHttps(request: FastifyRequest): boolean {
    return cameByHttps(request, this.publicUrl);
  }
}

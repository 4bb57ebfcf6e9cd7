import type { FastifyRequest } from 'fastify';

import { cameByHttps } from '../security/public-url.js';

/** What the pages say about the limits of the drive. */
export class PageSettings {
  constructor(
    /** Bytes of one file. */
    readonly maxUploadBytes: number,
    /** How long the trash keeps a picture. */
    readonly trashDays: number,
    private readonly publicUrl: string | undefined,
  ) {}

  /** The address of the drive as people type it, without a slash at its end: the one that is set, else the one that was asked. */
  addressOf(request: FastifyRequest): string {
    return this.publicUrl ? new URL(this.publicUrl).origin : `${request.protocol}://${request.host}`;
  }

  /** Whether a cookie for this caller may demand https. */
  cameByHttps(request: FastifyRequest): boolean {
    return cameByHttps(request, this.publicUrl);
  }
}

import { setImmediate as pause } from 'node:timers/promises';

import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import { ZipRequest } from '#libs/api/image.js';
import type { SizeName } from '#libs/domain/variants.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { readJson, readText } from '#libs/http/json-body.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { validate } from '#libs/http/validate.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage } from '../images/find-image.js';
import { contentDisposition } from './content-disposition.js';
import { ZipEntries } from './zip-entries.js';
import { zipStream, type ZipEntry } from './zip-stream.js';

/** Enough for 10,000 ids as JSON or as a form. */
const LIMITS = { maxBytes: 2 ** 20 };
/** Rows that are read before other requests can run. */
const ROWS_AT_ONCE = 100;

/** Many images at one size as a zip file, which is made while it is sent. */
@Controller('api/images/zip')
export class ZipController {
  constructor(
    private readonly images: ImageRepository,
    private readonly entries: ZipEntries,
  ) {}

  @Needs('read')
  @Post()
  @HttpCode(200)
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Caller() { userId }: Identity): Promise<void> {
    const { ids, size } = await readRequest(request, reply);
    const entries = await this.find(userId, new Set(ids), size);
    if (reply.raw.destroyed) return;
    const stamp = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    reply.type('application/zip').header('content-disposition', contentDisposition('attachment', `shoebox-${stamp}.zip`));
    // Fastify destroys the stream when the client leaves, and the connection when the stream fails.
    await reply.send(zipStream(entries));
  }

  /** Only what the archive needs of each row: ten thousand whole rows would be many megabytes. @throws Problem NOT_FOUND */
  private async find(owner: string, ids: ReadonlySet<string>, size: SizeName): Promise<ZipEntry[]> {
    const entries: ZipEntry[] = [];
    for (const id of ids) {
      entries.push(this.entries.of(await findImage(this.images, owner, id, 'library'), size));
      if (entries.length % ROWS_AT_ONCE === 0) await pause();
    }
    return entries;
  }
}

/** Reads the ids and the size, as JSON or as the form of a page. @throws Problem UNSUPPORTED_TYPE, TOO_LARGE, BAD_REQUEST */
async function readRequest(request: FastifyRequest, reply: FastifyReply): Promise<ZipRequest> {
  const type = mediaTypeOf(request.headers);
  if (type === 'application/json') return readJson(request, reply, ZipRequest, LIMITS);
  if (type !== 'application/x-www-form-urlencoded') {
    throw new Problem('UNSUPPORTED_TYPE', 'Send "ids" and "size" as JSON or as a form: application/x-www-form-urlencoded.');
  }
  const form = new URLSearchParams(await readText(request, reply, LIMITS));
  if (form.getAll('size').length > 1) throw new Problem('BAD_REQUEST', 'The form: size is given more than once.');
  // `ids` may be repeated, and each may hold several, separated by commas.
  const ids = form.getAll('ids').flatMap((text) => text.split(',').map((id) => id.trim()));
  return validate(ZipRequest, { ...Object.fromEntries(form), ids: ids.filter(Boolean) }, 'The form');
}

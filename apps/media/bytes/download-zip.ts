import { setImmediate as pause } from 'node:timers/promises';

import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { findImage } from '../images/find-image.js';
import { contentDisposition } from './content-disposition.js';
import { fileName } from './file-name.js';
import { readZipRequest } from './read-zip-request.js';
import { zipStream, type ZipEntry } from './zip-stream.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { SizeName } from '#libs/domain/variants.js';

/** Rows that are looked up before others get their turn. */
const ROWS_AT_ONCE = 100;

/** Many pictures at one size, as one zip file that is made while it is sent. */
@Controller('api/images/zip')
export class DownloadZip {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
  ) {}

  @Needs('read')
  @Post()
  @HttpCode(200)
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Caller() { userId }: Identity): Promise<void> {
    const { ids, size } = await readZipRequest(request, reply);
    const entries = await this.entries(userId, new Set(ids), size);
    if (reply.raw.destroyed) return;
    const stamp = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
    reply.type('application/zip').header('content-disposition', contentDisposition('attachment', `shoebox-${stamp}.zip`));
    // Fastify destroys the stream when the client leaves, and the connection when the stream fails.
    await reply.send(zipStream(this.objects, entries));
  }

  /** What of each goes into the archive, and no more: ten thousand whole rows would be many megabytes. @throws Problem NOT_FOUND */
  private async entries(owner: string, ids: ReadonlySet<string>, size: SizeName): Promise<ZipEntry[]> {
    const entries: ZipEntry[] = [];
    for (const id of ids) {
      entries.push(entryOf(await findImage(this.images, owner, id, 'library'), size));
      if (entries.length % ROWS_AT_ONCE === 0) await pause();
    }
    return entries;
  }
}

function entryOf(row: ImageRow, size: SizeName): ZipEntry {
  if (size === 'o') return { name: row.name, key: row.originalKey, modifiedAt: row.sortAt };
  const { state, key, type } = row.sizes[size];
  const made = state === 'ready' && key !== null && type !== null;
  return made
    ? { name: fileName(row.name, { size, type }), key, modifiedAt: row.sortAt }
    : { name: row.name, key: null, modifiedAt: row.sortAt };
}

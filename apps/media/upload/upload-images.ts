import type { IncomingMessage } from 'node:http';

import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { ERRORS } from '#libs/contract/errors.js';
import { NoQuery, UploadQuery, type Image, type UploadResult } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { logProblem, toProblem } from '#libs/http/problem.filter.js';
import { validate } from '#libs/http/validate.js';

import { imageJson } from '../library/image-json.js';
import { cleanName } from './clean-name.js';
import { DriveCheck } from './drive-check.js';
import { IntoAlbum } from './into-album.js';
import { KeepImage } from './keep-image.js';
import type { Origin } from './new-row.js';
import { readForm, type FormFile } from './read-form.js';
import { Receiver, type Received } from './receiver.js';

type Sent = Pick<FormFile, 'name' | 'modifiedAt' | 'album'> & Partial<Pick<Origin, 'takenAt'>>;
interface Answer {
  status: 200 | 201;
  image: Image;
}

/** Takes pictures in: one as the whole body, whatever type it declares, or up to a hundred in a form. */
@Controller('api/images')
export class UploadImages {
  constructor(
    private readonly receiver: Receiver,
    private readonly keeper: KeepImage,
    private readonly drive: DriveCheck,
    private readonly into: IntoAlbum,
  ) {}

  @Needs('upload')
  @Post()
  async upload(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Caller() caller: Identity,
    @Query() query: object,
  ): Promise<Image | { results: UploadResult[] }> {
    await this.drive.expectMatch();
    if (mediaTypeOf(request.headers) !== 'multipart/form-data')
      return this.answer(reply, await this.raw(request.raw, caller, validate(UploadQuery, { ...query }, 'The query')));
    validate(NoQuery, { ...query }, 'The query of a form');
    await this.receiver.checkRoom(request.raw);
    const files = await readForm(request.raw, this.receiver);
    const [first] = files;
    // RFC 7240: the upload page wants to hear of a single file what it hears of several, with its name.
    const each = request.headers.prefer === 'results=each';
    if (first && files.length === 1 && !each) return this.answer(reply, await this.fromForm(first, caller));
    const results: UploadResult[] = [];
    for (const file of files) results.push(await this.result(request, file, caller));
    reply.status(207);
    return { results };
  }

  private async raw(
    request: IncomingMessage,
    caller: Identity,
    { name, modifiedAt, takenAt, album }: z.output<typeof UploadQuery>,
  ): Promise<Answer> {
    await this.into.check(caller, album);
    this.receiver.checkLength(request.headers['content-length']);
    await this.receiver.checkRoom(request);
    return this.keep(await this.receiver.receive(request), caller, { name, modifiedAt, takenAt, album });
  }

  private async fromForm({ outcome, ...sent }: FormFile, caller: Identity): Promise<Answer> {
    if (outcome.status === 'rejected') throw outcome.reason;
    return this.keep(outcome.value, caller, sent);
  }

  private async keep(received: Received, caller: Identity, { album, ...sent }: Sent): Promise<Answer> {
    const { userId, userName } = caller;
    try {
      await this.into.check(caller, album);
      const { row, duplicate, restored } = await this.keeper.keep(received, { owner: userId, ownerName: userName, ...sent });
      // The picture is kept whatever happens now; sent again, it is found there and put in.
      if (album !== undefined) await this.into.put(caller, album, row.id);
      const image = imageJson(row, userName, { ...(duplicate && { duplicate }), ...(restored && { restored }) });
      return { status: duplicate ? 200 : 201, image };
    } finally {
      await received.file.remove();
    }
  }

  /** What became of one of several files; an error of one is its result, and no reason to stop. */
  private async result(request: FastifyRequest, file: FormFile, caller: Identity): Promise<UploadResult> {
    try {
      return await this.fromForm(file, caller);
    } catch (error) {
      const problem = toProblem(error);
      logProblem(request, problem);
      const { status, title } = ERRORS[problem.code];
      return { status, error: { code: problem.code, title, detail: problem.detail }, name: cleanName(file.name, '') };
    }
  }

  private answer(reply: FastifyReply, { status, image }: Answer): Image {
    reply.status(status).header('location', `/api/images/${image.id}`);
    return image;
  }
}

import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ERRORS } from '#libs/contract/errors.js';
import { NoQuery, UploadQuery, type Image, type UploadResult } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { mediaTypeOf } from '#libs/http/media-type.js';
import { logProblem, toProblem } from '#libs/http/problem.filter.js';
import { validate } from '#libs/http/validate.js';

import { cleanName } from '../images/clean-name.js';
import { DriveCheck } from './drive-check.js';
import { readForm, type FormFile } from './read-form.js';
import { BodyReceiver } from './body-receiver.js';
import { UploadService, type TakenIn } from './upload.service.js';

/** Takes pictures in: one as the whole body, whatever type it declares, or up to a hundred in a form. */
@Controller('api/images')
export class UploadController {
  constructor(
    private readonly receiver: BodyReceiver,
    private readonly drive: DriveCheck,
    private readonly takeIn: UploadService,
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
      return this.answer(reply, await this.takeIn.raw(request.raw, caller, validate(UploadQuery, { ...query }, 'The query')));
    validate(NoQuery, { ...query }, 'The query of a form');
    await this.receiver.checkRoom(request.raw);
    const files = await readForm(request.raw, this.receiver);
    const [first] = files;
    // RFC 7240: the upload page wants to hear of a single file what it hears of several, with its name.
    const each = request.headers.prefer === 'results=each';
    if (first && files.length === 1 && !each) return this.answer(reply, await this.takeIn.fromForm(first, caller));
    const results: UploadResult[] = [];
    for (const file of files) results.push(await this.result(request, file, caller));
    reply.status(207);
    return { results };
  }

  /** What became of one of several files; an error of one is its result, and no reason to stop. */
  private async result(request: FastifyRequest, file: FormFile, caller: Identity): Promise<UploadResult> {
    try {
      return await this.takeIn.fromForm(file, caller);
    } catch (error) {
      const problem = toProblem(error);
      logProblem(request, problem);
      const { status, title } = ERRORS[problem.code];
      return { status, error: { code: problem.code, title, detail: problem.detail }, name: cleanName(file.name, '') };
    }
  }

  private answer(reply: FastifyReply, { status, image }: TakenIn): Image {
    reply.status(status).header('location', `/api/images/${image.id}`);
    return image;
  }
}

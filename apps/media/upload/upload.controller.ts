import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ERRORS } from '#libs/api/errors.js';
import type { Image, UploadResult } from '#libs/api/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { logProblem, toProblem } from '#libs/http/problem.filter.js';

import { cleanName } from '../images/clean-name.js';
import { isForm, UploadService, type UploadedFile } from './upload.service.js';

/** Uploads: one image as the whole body, whatever type it declares, or up to a hundred in a form. */
@Controller('api/images')
export class UploadController {
  constructor(private readonly uploads: UploadService) {}

  @Needs('upload')
  @Post()
  async upload(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Caller() caller: Identity,
    @Query() query: object,
  ): Promise<Image | { results: UploadResult[] }> {
    const files = await this.uploads.receive(request.raw, caller, { ...query });
    // RFC 7240: the upload page prefers the answer for several files, which has names, for a single one as well.
    const each = isForm(request.raw) && request.headers.prefer === 'results=each';
    if (files.length === 1 && !each) {
      const { status, image } = await this.uploads.store(files[0]!, caller);
      reply.status(status).header('location', `/api/images/${image.id}`);
      return image;
    }
    const results: UploadResult[] = [];
    for (const file of files) results.push(await this.storeOne(request, file, caller));
    reply.status(207);
    return { results };
  }

  /** The result for one of several files: its error does not stop the others. */
  private async storeOne(request: FastifyRequest, file: UploadedFile, caller: Identity): Promise<UploadResult> {
    try {
      return await this.uploads.store(file, caller);
    } catch (error) {
      const problem = toProblem(error);
      logProblem(request, problem);
      const { status, title } = ERRORS[problem.code];
      return { status, error: { code: problem.code, title, detail: problem.detail }, name: cleanName(file.name, '') };
    }
  }
}

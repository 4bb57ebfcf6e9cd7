import { Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import {
  BulkRequest,
  ImagePatch,
  KnownRequest,
  type BulkResult,
  type Image,
  type ImageList,
  type KnownImages,
  type Months,
  type Neighbours,
  type Usage,
} from '#libs/api/image.js';
import { ListQuery, NeighboursQuery } from '#libs/api/image-queries.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { logProblem } from '#libs/http/problem.filter.js';

import { BulkService } from './bulk.service.js';
import { LibraryService } from './library.service.js';

@Controller('api')
export class LibraryController {
  constructor(
    private readonly library: LibraryService,
    private readonly bulkService: BulkService,
  ) {}

  @Needs('read')
  @Get('images')
  list(@Caller() caller: Identity, @Query({ schema: ListQuery }) query: ListQuery): Promise<ImageList> {
    return this.library.list(caller, query);
  }

  @Needs('write')
  @Post('images/bulk')
  @HttpCode(200)
  async bulk(
    @Req() request: FastifyRequest,
    @Caller() caller: Identity,
    @JsonBody(BulkRequest) body: BulkRequest,
  ): Promise<{ results: BulkResult[] }> {
    return { results: await this.bulkService.apply(caller, body, (problem) => logProblem(request, problem)) };
  }

  @Needs('read')
  @Get('images/months')
  months(@Caller() caller: Identity): Promise<Months> {
    return this.library.months(caller);
  }

  @Needs('upload')
  @Post('images/known')
  @HttpCode(200)
  findByHash(@Caller() caller: Identity, @JsonBody(KnownRequest) { sha256 }: KnownRequest): Promise<KnownImages> {
    return this.library.findByHash(caller, sha256);
  }

  @Needs('read')
  @Get('images/:id')
  get(@Caller() caller: Identity, @Param('id') id: string): Promise<Image> {
    return this.library.get(caller, id);
  }

  @Needs('write')
  @Patch('images/:id')
  patch(@Caller() caller: Identity, @Param('id') id: string, @JsonBody(ImagePatch) body: ImagePatch): Promise<Image> {
    return this.library.patch(caller, id, body);
  }

  @Needs('read')
  @Get('images/:id/neighbours')
  neighbours(
    @Caller() caller: Identity,
    @Param('id') id: string,
    @Query({ schema: NeighboursQuery }) query: NeighboursQuery,
  ): Promise<Neighbours> {
    return this.library.neighbours(caller, id, query);
  }

  @Needs('write')
  @Post('images/:id/retry')
  @HttpCode(202)
  retry(@Caller() caller: Identity, @Param('id') id: string): Promise<Image> {
    return this.library.retry(caller, id);
  }

  @Needs('read')
  @Get('usage')
  usage(@Caller() caller: Identity): Promise<Usage> {
    return this.library.usage(caller);
  }
}

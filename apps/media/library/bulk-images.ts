import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { ERRORS } from '#libs/contract/errors.js';
import { BulkRequest, type BulkResult } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { logProblem, toProblem } from '#libs/http/problem.filter.js';

import { DeleteImage } from '../trash/delete-image.js';
import { RestoreImage } from '../trash/restore-image.js';

/** Pictures that are changed at once: those that wait for the disk together share a commit. */
const AT_ONCE = 16;

/** Deletes, restores or purges many pictures, each by what answers the call for it alone. */
@Controller('api/images/bulk')
export class BulkImages {
  constructor(
    private readonly deletion: DeleteImage,
    private readonly restoration: RestoreImage,
  ) {}

  @Needs('write')
  @Post()
  @HttpCode(200)
  async bulk(
    @Req() request: FastifyRequest,
    @Caller() caller: Identity,
    @JsonBody(BulkRequest) { ids, action }: BulkRequest,
  ): Promise<{ results: BulkResult[] }> {
    const results = new Map<string, BulkResult>();
    // Named twice, it is done once and told twice.
    const left = [...new Set(ids)].values();
    const lane = async () => {
      for (const id of left) results.set(id, await this.result(request, caller, action, id));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return { results: ids.map((id) => results.get(id)!) };
  }

  /** An error of one is its result, and no reason to stop. */
  private async result(request: FastifyRequest, caller: Identity, action: BulkRequest['action'], id: string): Promise<BulkResult> {
    try {
      if (action === 'restore') return { id, status: 200, image: await this.restoration.restore(caller, id) };
      await this.deletion.delete(caller, id, { forever: action === 'purge' });
      return { id, status: 204 };
    } catch (error) {
      const problem = toProblem(error);
      logProblem(request, problem);
      const { status, title } = ERRORS[problem.code];
      return { id, status, error: { code: problem.code, title, detail: problem.detail } };
    }
  }
}

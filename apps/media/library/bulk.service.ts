import { Injectable } from '@nestjs/common';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { ERRORS, type Problem } from '#libs/api/errors.js';
import type { BulkRequest, BulkResult } from '#libs/api/image.js';
import type { Identity } from '#libs/http/identity.js';
import { toProblem } from '#libs/http/problem.filter.js';

import { TrashService } from '../trash/trash.service.js';

/** Images that are changed at the same time: those that wait for the disk together share a commit. */
const CONCURRENT_CHANGES = 16;

/** Deletes, restores or purges many images, each as the request for it alone would. */
@Injectable()
export class BulkService {
  constructor(private readonly trash: TrashService) {}

  /** Returns one result per id, in their order; an id that is repeated is changed once. @param onProblem called with each error */
  async apply(caller: Identity, { ids, action }: BulkRequest, onProblem: (problem: Problem) => void): Promise<BulkResult[]> {
    const results = new Map<string, BulkResult>();
    await mapConcurrent(new Set(ids), CONCURRENT_CHANGES, async (id) => {
      results.set(id, await this.change(caller, id, action, onProblem));
    });
    return ids.map((id) => results.get(id)!);
  }

  /** An error is the result of its image, and does not stop the others. */
  private async change(
    caller: Identity,
    id: string,
    action: BulkRequest['action'],
    onProblem: (problem: Problem) => void,
  ): Promise<BulkResult> {
    try {
      if (action === 'restore') return { id, status: 200, image: await this.trash.restore(caller, id) };
      await (action === 'purge' ? this.trash.purge(caller, id) : this.trash.moveToTrash(caller, id));
      return { id, status: 204 };
    } catch (error) {
      const problem = toProblem(error);
      onProblem(problem);
      const { status, title } = ERRORS[problem.code];
      return { id, status, error: { code: problem.code, title, detail: problem.detail } };
    }
  }
}

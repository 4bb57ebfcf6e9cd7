import { jobQueueCloseContract } from '#libs/ports/job-queue-close.contract.js';
import { jobQueueContract, type QueueSettings } from '#libs/ports/job-queue.contract.js';
import { jobQueueTurnsContract } from '#libs/ports/job-queue-turns.contract.js';

import { LocalJobQueue } from './job-queue.js';

async function open({ backoffMs }: QueueSettings) {
  return { queue: new LocalJobQueue({ warn: () => undefined, backoffMs }), clean: async () => {} };
}

jobQueueContract('LocalJobQueue', open);
jobQueueCloseContract('LocalJobQueue', open);
jobQueueTurnsContract('LocalJobQueue', open);

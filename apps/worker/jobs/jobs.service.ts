import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import { JobQueue, type Job, type JobRun } from '#libs/ports/job-queue.js';

import { CONFIG } from '../resources/worker-resources.module.js';
import { TransformMaker } from '../transforms/make-transform.js';
import { VariantMaker } from '../variants/make-variants.js';

/** Processes jobs from the start of the worker until the queue closes. */
@Injectable()
export class JobsService implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'workerConcurrency'>,
    private readonly queue: JobQueue,
    private readonly decoder: Decoder,
    private readonly variants: VariantMaker,
    private readonly transforms: TransformMaker,
  ) {}

  /** One job more than there are decoder children, so that none waits while an original is fetched or a size is stored. */
  onApplicationBootstrap(): void {
    this.queue.process((job, run) => this.run(job, run), { concurrency: this.config.workerConcurrency + 1 });
  }

  /** The signal aborts only when the queue closes for good: the decoder children end too, and the next start runs the job again. */
  private async run(job: Job, { signal, isLast }: JobRun): Promise<void> {
    const closeDecoder = () => void this.decoder.close();
    signal.addEventListener('abort', closeDecoder, { once: true });
    try {
      await ('transform' in job ? this.transforms.make(job, { isLast }) : this.variants.make(job, { isLast }));
    } finally {
      signal.removeEventListener('abort', closeDecoder);
    }
  }
}

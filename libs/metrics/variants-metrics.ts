import { Histogram, type Registry } from 'prom-client';

/**
 * How an attempt to make the variants of an image ended. `overtaken`: another change to the image came first; `put_back`: another attempt
 * follows. The words are labels of the metric.
 */
export type AttemptResult = 'ready' | 'rejected' | 'overtaken' | 'put_back';

const RESULTS: readonly AttemptResult[] = ['ready', 'rejected', 'overtaken', 'put_back'];
/** Seconds. From a small PNG to an image that waits for its second attempt. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Attempts to make the variants of one image. */
export class VariantMetrics {
  private readonly attempts: Histogram<'result'>;

  constructor(registry: Registry) {
    this.attempts = new Histogram({
      name: 'shoebox_sizes_run_duration_seconds',
      help: 'Attempts to make the variants of one image, by result; its _count is their number.',
      labelNames: ['result'],
      buckets: BUCKETS,
      registers: [registry],
    });
    for (const result of RESULTS) this.attempts.zero({ result });
  }

  ended(result: AttemptResult, seconds: number): void {
    this.attempts.observe({ result }, seconds);
  }
}

import { Histogram, type Registry } from 'prom-client';

/** How a run ended: all sizes are there; they can't be made; something else changed the picture; another run shall follow. */
export type SizesResult = 'ready' | 'rejected' | 'overtaken' | 'put_back';

const RESULTS: readonly SizesResult[] = ['ready', 'rejected', 'overtaken', 'put_back'];
/** Seconds. From a small PNG to a picture that waits for its second try. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Runs that make the sizes of one picture. */
export class SizesMetrics {
  private readonly runs: Histogram<'result'>;

  constructor(registry: Registry) {
    this.runs = new Histogram({
      name: 'shoebox_sizes_run_duration_seconds',
      help: 'Runs that make the sizes of one picture, by how they ended; its _count is how many.',
      labelNames: ['result'],
      buckets: BUCKETS,
      registers: [registry],
    });
    for (const result of RESULTS) this.runs.zero({ result });
  }

  ended(result: SizesResult, seconds: number): void {
    this.runs.observe({ result }, seconds);
  }
}

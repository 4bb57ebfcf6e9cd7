import { Counter, type Registry } from 'prom-client';

/** What was found wrong with stored objects, and mended. */
export class OriginalMetrics {
  private readonly corruptReads: Counter;
  private readonly healed: Counter;
  private readonly lostVariants: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.corruptReads = new Counter({
      name: 'shoebox_corrupt_reads_total',
      help: 'Reads that found an original missing or altered in the store.',
      registers,
    });
    this.healed = new Counter({
      name: 'shoebox_originals_healed_total',
      help: 'Damaged originals that an upload of the same bytes brought back.',
      registers,
    });
    this.lostVariants = new Counter({
      name: 'shoebox_sizes_lost_total',
      help: 'Sizes that the store had lost, and that are made again.',
      registers,
    });
  }

  readCorrupt(): void {
    this.corruptReads.inc();
  }

  wasHealed(): void {
    this.healed.inc();
  }

  lost(count: number): void {
    this.lostVariants.inc(count);
  }
}

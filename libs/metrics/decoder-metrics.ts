import { Counter, Gauge, type Registry } from 'prom-client';

/** Causes are words of a short list, such as `memory` or `cpu`; anything longer is a message, and there is no end of those. */
const WORD = /^[a-z][a-z_]{1,23}$/;

/** The decoder children. */
export class DecoderMetrics {
  private readonly deaths: Counter<'cause'>;
  private pool: { children: number; walls: readonly string[] } | undefined;

  constructor(registry: Registry) {
    this.deaths = new Counter({
      name: 'shoebox_decoder_deaths_total',
      help: 'Decoder children that died at their work, by cause. Those that leave after a rest or at a stop do not count.',
      labelNames: ['cause'],
      registers: [registry],
    });
    const children = () => this.pool?.children;
    void new Gauge({
      name: 'shoebox_decoder_children',
      help: 'Decoder children now.',
      registers: [registry],
      collect() {
        const now = children();
        if (now !== undefined) this.set(now);
      },
    });
    const walls = () => this.pool?.walls ?? [];
    void new Gauge({
      name: 'shoebox_decoder_walls',
      help: 'Walls around the decoder children: 1 for each that this machine has.',
      labelNames: ['wall'],
      registers: [registry],
      collect() {
        this.reset();
        for (const wall of walls()) this.set({ wall }, 1);
      },
    });
  }

  /** @param pool its children, and the walls around them */
  watch(pool: { children: number; walls: readonly string[] }): void {
    this.pool = pool;
  }

  died(cause: string): void {
    this.deaths.inc({ cause: WORD.test(cause) ? cause : 'other' });
  }
}

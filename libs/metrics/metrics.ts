import { collectDefaultMetrics, Registry } from 'prom-client';

import { DecoderMetrics } from './decoder-metrics.js';
import { OriginalMetrics } from './original-metrics.js';
import { QueueMetrics } from './queue-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { VariantMetrics } from './variants-metrics.js';
import { TrafficMetrics } from './traffic-metrics.js';
import { MaintenanceMetrics } from './maintenance-metrics.js';

/**
 * What one drive counts, or one app that runs alone; docs/operate.md lists every name. Each group is there once somebody uses it, so
 * that a gateway says nothing about maintenance. Never prom-client's own registry: that is one for the whole process.
 */
export class Metrics {
  private readonly registry = new Registry();
  #requests?: RequestMetrics;
  #traffic?: TrafficMetrics;
  #queue?: QueueMetrics;
  #variants?: VariantMetrics;
  #decoder?: DecoderMetrics;
  #maintenance?: MaintenanceMetrics;
  #originals?: OriginalMetrics;

  get requests(): RequestMetrics {
    return (this.#requests ??= new RequestMetrics(this.registry));
  }

  get traffic(): TrafficMetrics {
    return (this.#traffic ??= new TrafficMetrics(this.registry));
  }

  get queue(): QueueMetrics {
    return (this.#queue ??= new QueueMetrics(this.registry));
  }

  get variants(): VariantMetrics {
    return (this.#variants ??= new VariantMetrics(this.registry));
  }

  get decoder(): DecoderMetrics {
    return (this.#decoder ??= new DecoderMetrics(this.registry));
  }

  get maintenance(): MaintenanceMetrics {
    return (this.#maintenance ??= new MaintenanceMetrics(this.registry));
  }

  get originals(): OriginalMetrics {
    return (this.#originals ??= new OriginalMetrics(this.registry));
  }

  /** Memory, CPU, event loop and files of this process as well, from now on: for who is going to be asked. */
  watchProcess(): void {
    // At 10 ms, the default, it would wake a resting drive a hundred times a second.
    collectDefaultMetrics({ register: this.registry, prefix: 'shoebox_', eventLoopMonitoringPrecision: 100 });
  }

  /** The Content-Type of `text`. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All of it as it is now, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}

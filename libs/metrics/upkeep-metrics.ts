import { Counter, Gauge, type Registry } from 'prom-client';

/** What upkeep did, by its tasks. */
export class UpkeepMetrics {
  private readonly items: Counter<'task'>;
  private readonly failures: Counter<'task'>;
  private readonly lastTurn: Gauge;

  constructor(registry: Registry) {
    const labelNames = ['task'] as const;
    const registers = [registry];
    this.items = new Counter({
      name: 'shoebox_upkeep_items_total',
      help: 'What each task of upkeep did: jobs added, uploads given up, pictures removed, files swept.',
      labelNames,
      registers,
    });
    this.failures = new Counter({ name: 'shoebox_upkeep_failures_total', help: 'Turns in which a task failed.', labelNames, registers });
    this.lastTurn = new Gauge({
      name: 'shoebox_upkeep_last_turn_timestamp_seconds',
      help: 'When the last turn of upkeep ended, in seconds since 1970; 0 before the first.',
      registers,
    });
  }

  /** The task did so many things, maybe none. */
  did(task: string, count: number): void {
    this.items.inc({ task: word(task) }, count);
    this.failures.inc({ task: word(task) }, 0);
  }

  failed(task: string): void {
    this.failures.inc({ task: word(task) });
  }

  turned(): void {
    this.lastTurn.setToCurrentTime();
  }
}

/** `addUnfinished` as `add_unfinished`. */
function word(task: string): string {
  return task.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

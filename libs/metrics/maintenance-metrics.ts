import { Counter, Gauge, type Registry } from 'prom-client';

/** What maintenance did, by task. The metrics keep the name `upkeep`, which dashboards use. */
export class MaintenanceMetrics {
  private readonly items: Counter<'task'>;
  private readonly failures: Counter<'task'>;
  private readonly lastTurn: Gauge;
  private readonly clockHeld: Gauge;
  private readonly lastBackup: Gauge;
  private readonly lastVerify: Gauge;
  private readonly damaged: Gauge;

  constructor(registry: Registry) {
    const labelNames = ['task'] as const;
    const registers = [registry];
    this.items = new Counter({
      name: 'shoebox_upkeep_items_total',
      help: 'What each maintenance task did: jobs added, uploads abandoned, images removed, files removed.',
      labelNames,
      registers,
    });
    this.failures = new Counter({ name: 'shoebox_upkeep_failures_total', help: 'Turns in which a task failed.', labelNames, registers });
    this.lastTurn = new Gauge({
      name: 'shoebox_upkeep_last_turn_timestamp_seconds',
      help: 'When the last maintenance turn ended, in seconds since 1970; 0 before the first.',
      registers,
    });
    this.clockHeld = new Gauge({
      name: 'shoebox_clock_held',
      help: '1 while nothing is deleted by age, because the clock jumped by more than a day; else 0.',
      registers,
    });
    this.lastBackup = new Gauge({
      name: 'shoebox_last_backup_timestamp_seconds',
      help: 'When the last backup of npm run backup began, in seconds since 1970; 0: never.',
      registers,
    });
    this.lastVerify = new Gauge({
      name: 'shoebox_last_verify_timestamp_seconds',
      help: 'When `npm run verify` last completed a run, in seconds since 1970; 0 before the first.',
      registers,
    });
    this.damaged = new Gauge({
      name: 'shoebox_damaged_originals',
      help: 'Originals that the last run of `npm run verify` found missing or altered.',
      registers,
    });
  }

  backedUp(at: Date): void {
    this.lastBackup.set(at.getTime() / 1000);
  }

  /** Whether nothing is deleted by age, because the clock is not trusted. */
  held(isHeld: boolean): void {
    this.clockHeld.set(isHeld ? 1 : 0);
  }

  /** What the last `npm run verify` said. */
  verified(at: Date, damaged: number): void {
    this.lastVerify.set(at.getTime() / 1000);
    this.damaged.set(damaged);
  }

  /** @param count how many things the task did; 0 makes its metrics visible */
  did(task: string, count: number): void {
    this.items.inc({ task }, count);
    this.failures.inc({ task }, 0);
  }

  failed(task: string): void {
    this.failures.inc({ task });
  }

  turned(): void {
    this.lastTurn.setToCurrentTime();
  }
}

/** One kind of maintenance. A run does a bounded piece of work, so that no task holds up the others. */
export abstract class MaintenanceTask {
  /** Label of the metrics and the log. Dashboards depend on it. */
  abstract readonly name: string;

  /** True: it deletes what is old by the clock, and waits while the clock is not trusted (ClockCheck). */
  abstract readonly deletesByAge: boolean;

  /** Resolves with the number of things done, maybe 0. A rejection is logged, and the next turn tries again. */
  abstract run(): Promise<number>;
}

/** Rows that a task reads at once. */
export const PAGE = 500;

/** The time before which something is older than `seconds`. */
export function secondsAgo(seconds: number): Date {
  return new Date(Date.now() - seconds * 1000);
}

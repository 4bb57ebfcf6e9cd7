/** New uploads come before rebuilds (retry, upkeep), and what brought a child down comes last. */
export type JobPriority = 'new' | 'rebuild' | 'last';

/** Make the sizes of one image, as of one generation of it. */
export interface VariantsJob {
  imageId: string;
  generation: number;
}

/** Receives what a queue can't throw because no caller waits for it. */
export type Warn = (message: string, fields: object) => void;

export interface AddOptions {
  priority: JobPriority;
  /** Milliseconds to wait before it may run. */
  delay?: number;
}

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  /** When the oldest job that waits was added; null when none does. */
  oldest: Date | null;
}

export interface ProcessOptions {
  /** How many jobs run at once. */
  concurrency: number;
}

/**
 * A hint of what to do next, never the truth: that is the image repository, from which upkeep adds again what was lost here. A job runs
 * at least once.
 */
export abstract class JobQueue {
  /**
   * Adds a job unless one for the same image and generation waits or runs. Never hangs: rejects when the queue does not answer within a
   * second, which no caller may take for a failure of its own work.
   */
  abstract add(job: VariantsJob, options: AddOptions): Promise<void>;

  /**
   * Runs the handler for each job, at most `concurrency` at once, by priority and then in the order added. A handler that rejects has
   * its job retried with a growing delay, `MAX_RUNS` times in all; after that upkeep adds it again.
   * `signal` is aborted when the queue closes before the handler is done.
   */
  abstract process(handler: (job: VariantsJob, signal: AbortSignal) => Promise<void>, options: ProcessOptions): void;

  /** Calls the task now and then every so many seconds, in one process of however many call this. */
  abstract every(seconds: number, task: () => Promise<void>): void;

  abstract counts(): Promise<QueueCounts>;

  abstract check(): Promise<void>;

  /**
   * Takes no more jobs, waits for those that run at most `graceMs` (then aborts their signal and puts them back), and lets go of the
   * connection.
   */
  abstract close(graceMs: number): Promise<void>;
}

export const MAX_RUNS = 5;

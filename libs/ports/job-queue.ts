import type { Format } from '#libs/domain/transform/modifiers.js';

/**
 * `new` (uploads) and `transform` (somebody waits for it) run by turns and before `rebuild` (retry, maintenance), and `last` (images that
 * crashed a decoder) runs last.
 */
export type JobPriority = 'new' | 'transform' | 'rebuild' | 'last';

/**
 * The share of each priority in what runs (FairQueue): how many jobs of each owner go before one of it, and how often it has its turn. None
 * waits for ever, however much of a higher priority comes.
 */
export const SHARES: Readonly<Record<JobPriority, { after: number; every: number }>> = {
  new: { after: 0, every: 1 },
  transform: { after: 0, every: 1 },
  rebuild: { after: 100, every: 4 },
  last: { after: 1_000, every: 16 },
};

/** The job to make the variants of one generation of an image. */
export interface VariantsJob {
  imageId: string;
  generation: number;
}

/** The job to make one result of an image. */
export interface TransformJob extends VariantsJob {
  transform: {
    /** Of the modifiers and the format: the same for the same result (libs/domain/transform/results.ts). */
    name: string;
    /** In their canonical form. */
    modifiers: string;
    format: Format;
  };
}

export type Job = VariantsJob | TransformJob;

/** The same for two jobs of which one is enough. */
export function jobName(job: Job): string {
  const { imageId, generation } = job;
  return [imageId, generation, ...('transform' in job ? [job.transform.name] : [])].join('.');
}

/** Receives what a queue can't throw because no caller waits for it. */
export type Warn = (message: string, fields: object) => void;

export interface AddOptions {
  priority: JobPriority;
  /** Whose image it is. */
  owner: string;
  /** Milliseconds before the job may run, 30,000 at most. */
  delay?: number;
}

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  /** When the oldest waiting job was added; null when none waits. */
  oldest: Date | null;
}

/** One run of a job. */
export interface JobRun {
  /** Aborted when the queue closes before the handler has finished. */
  signal: AbortSignal;
  /** If this run fails, no other follows by itself. */
  isLast: boolean;
}

export type JobHandler = (job: Job, run: JobRun) => Promise<void>;

export interface ProcessOptions {
  /** How many jobs run at the same time. */
  concurrency: number;
}

/**
 * The queue of jobs. It may lose jobs: the image repository says which images are unfinished, and maintenance adds their jobs again; who
 * waits for a transform asks again. A job runs at least once.
 */
export abstract class JobQueue {
  /**
   * Adds a job, unless one of the same name (`jobName`) waits or runs. Rejects when the queue does not answer within a second; the
   * caller's own work has not failed then.
   */
  abstract add(job: Job, options: AddOptions): Promise<void>;

  /**
   * Runs the handler for each job, at most `concurrency` at the same time: those of several owners by turns, those of one by priority and
   * then in the order added. When the handler rejects, the job is retried with a growing delay, up to `MAX_RUNS` runs in all; after that,
   * maintenance adds it again, if it is one of variants.
   */
  abstract process(handler: JobHandler, options: ProcessOptions): void;

  /** Runs the task now and then every so many seconds. Of all processes that call this, one runs it, and one run at a time. */
  abstract every(seconds: number, task: () => Promise<void>): void;

  abstract counts(): Promise<QueueCounts>;

  abstract check(): Promise<void>;

  /**
   * Starts no more jobs, waits at most `graceMs` for the running ones (then aborts their signal and returns them to the queue), and closes
   * the connection.
   */
  abstract close(graceMs: number): Promise<void>;
}

export const MAX_RUNS = 5;

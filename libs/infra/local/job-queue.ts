import { FairQueue } from '#libs/concurrency/fair-queue.js';
import {
  JobQueue,
  jobName,
  MAX_RUNS,
  SHARES,
  type AddOptions,
  type Job,
  type JobHandler,
  type JobPriority,
  type ProcessOptions,
  type QueueCounts,
  type Warn,
} from '#libs/ports/job-queue.js';

interface Entry {
  job: Job;
  owner: string;
  priority: JobPriority;
  addedAt: Date;
  runs: number;
}

/** Milliseconds that an aborted job has to clean up. */
const ABORT_MS = 1_000;

interface Settings {
  warn: Warn;
  /** Milliseconds before the second run of a job; doubled for each further run. */
  backoffMs?: number;
}

/** The queue in this process. Its jobs are lost when it closes: maintenance adds the jobs of unfinished images again. */
export class LocalJobQueue extends JobQueue {
  private readonly waiting = new FairQueue<Entry>();
  private readonly delayed = new Map<Entry, NodeJS.Timeout>();
  private readonly active = new Map<Entry, AbortController>();
  /** Jobs that wait, are delayed or run, by their names. */
  private readonly known = new Set<string>();
  /** What `close` waits for. */
  private readonly running = new Set<Promise<void>>();
  private readonly repeating: (() => void)[] = [];
  private handler: JobHandler | undefined;
  private concurrency = 0;
  private closed = false;

  constructor(private readonly settings: Settings) {
    super();
  }

  async add(job: Job, { priority, owner, delay = 0 }: AddOptions): Promise<void> {
    if (this.closed) throw new Error('The queue is closed.');
    if (this.known.has(jobName(job))) return;
    this.known.add(jobName(job));
    this.enqueue({ job, owner, priority, addedAt: new Date(), runs: 0 }, delay);
  }

  process(handler: JobHandler, { concurrency }: ProcessOptions): void {
    if (this.handler) throw new Error('The queue has a handler.');
    this.handler = handler;
    this.concurrency = concurrency;
    this.fill();
  }

  every(seconds: number, task: () => Promise<void>): void {
    const run = async () => {
      const running = task().catch((error: unknown) => this.settings.warn('A repeated task failed.', { err: error }));
      await this.watch(running);
    };
    this.repeating.push(repeat(seconds * 1000, run));
  }

  async counts(): Promise<QueueCounts> {
    const waiting = this.waiting.all();
    const oldest = waiting.reduce<Date | null>((first, { addedAt }) => (first && first <= addedAt ? first : addedAt), null);
    return { waiting: waiting.length, active: this.active.size, delayed: this.delayed.size, oldest };
  }

  async check(): Promise<void> {
    if (this.closed) throw new Error('The queue is closed.');
  }

  async close(graceMs: number): Promise<void> {
    this.closed = true;
    for (const stop of this.repeating) stop();
    for (const timer of this.delayed.values()) clearTimeout(timer);
    this.delayed.clear();
    this.waiting.clear();
    await this.idle(graceMs);
    for (const controller of this.active.values()) controller.abort();
    // Aborted jobs clean up in the stores, which the caller closes next.
    await this.idle(ABORT_MS);
  }

  /** Resolves when nothing runs any more, or after the timeout. */
  private async idle(ms: number): Promise<void> {
    const { promise: timeUp, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    await Promise.race([Promise.all(this.running), timeUp]);
    clearTimeout(timer);
  }

  private enqueue(entry: Entry, delay: number): void {
    if (delay <= 0) {
      this.waiting.push(`${entry.owner}/${entry.priority}`, entry, SHARES[entry.priority]);
      this.fill();
      return;
    }
    const ready = () => {
      this.delayed.delete(entry);
      this.enqueue(entry, 0);
    };
    this.delayed.set(entry, setTimeout(ready, delay).unref());
  }

  private fill(): void {
    while (this.handler && !this.closed && this.active.size < this.concurrency) {
      const entry = this.waiting.shift();
      if (!entry) return;
      void this.watch(this.run(entry, this.handler));
    }
  }

  private async run(entry: Entry, handler: JobHandler): Promise<void> {
    const controller = new AbortController();
    this.active.set(entry, controller);
    entry.runs++;
    try {
      // `add` returns to its caller before the handler starts.
      await Promise.resolve();
      await handler(entry.job, { signal: controller.signal, isLast: isLast(entry) });
      this.known.delete(jobName(entry.job));
    } catch (error) {
      this.failed(entry, error);
    } finally {
      this.active.delete(entry);
      this.fill();
    }
  }

  private failed(entry: Entry, error: unknown): void {
    if (this.closed) return;
    const last = isLast(entry);
    this.settings.warn(last ? 'A job failed for the last time.' : 'A job failed and is retried.', {
      ...entry.job,
      runs: entry.runs,
      err: error,
    });
    if (last) return void this.known.delete(jobName(entry.job));
    // It may be the job that crashes decoders.
    entry.priority = 'last';
    // Jitter: jobs that failed together are not retried together.
    this.enqueue(entry, (this.settings.backoffMs ?? 1000) * 2 ** (entry.runs - 1) * (0.5 + Math.random() / 2));
  }

  private async watch(running: Promise<void>): Promise<void> {
    this.running.add(running);
    await running;
    this.running.delete(running);
  }
}

function isLast({ runs }: Entry): boolean {
  return runs >= MAX_RUNS;
}

/** Runs the task at once and then every so many milliseconds, one run at a time. Keeps no process alive. @returns a function that stops it */
function repeat(intervalMs: number, task: () => Promise<void>): () => void {
  let running = false;
  const run = () => {
    if (running) return;
    running = true;
    void task().finally(() => (running = false));
  };
  const timer = setInterval(run, intervalMs).unref();
  run();
  return () => clearInterval(timer);
}

import type { JobPriority } from '#libs/ports/job-queue.js';

const ORDER: readonly JobPriority[] = ['new', 'rebuild', 'last'];

/** First come, first served, among those of the highest priority that anyone in the line has. */
export class PriorityQueue<T> {
  private readonly lines: Record<JobPriority, T[]> = { new: [], rebuild: [], last: [] };

  push(priority: JobPriority, entry: T): void {
    this.lines[priority].push(entry);
  }

  shift(): T | undefined {
    const priority = ORDER.find((candidate) => this.lines[candidate].length > 0);
    return priority && this.lines[priority].shift();
  }

  all(): T[] {
    return ORDER.flatMap((priority) => this.lines[priority]);
  }

  clear(): void {
    for (const priority of ORDER) this.lines[priority].length = 0;
  }
}

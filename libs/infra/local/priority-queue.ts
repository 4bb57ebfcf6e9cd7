import type { JobPriority } from '#libs/ports/job-queue.js';

const ORDER: readonly JobPriority[] = ['new', 'rebuild', 'last'];

/** First in, first out, within the highest priority that has entries. */
export class PriorityQueue<T> {
  private readonly entries: Record<JobPriority, T[]> = { new: [], rebuild: [], last: [] };

  push(priority: JobPriority, entry: T): void {
    this.entries[priority].push(entry);
  }

  shift(): T | undefined {
    const priority = ORDER.find((candidate) => this.entries[candidate].length > 0);
    return priority && this.entries[priority].shift();
  }

  all(): T[] {
    return ORDER.flatMap((priority) => this.entries[priority]);
  }

  clear(): void {
    for (const priority of ORDER) this.entries[priority].length = 0;
  }
}

/** Runs tasks in the order they came, up to a limit at a time. A task never rejects. */
export class TaskQueue {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;

  constructor(private readonly width: number) {}

  add(task: () => Promise<void>): void {
    this.waiting.push(task);
    this.next();
  }

  private next(): void {
    const task = this.running < this.width ? this.waiting.shift() : undefined;
    if (!task) return;
    this.running += 1;
    void task().finally(() => {
      this.running -= 1;
      this.next();
    });
  }
}

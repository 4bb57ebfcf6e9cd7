/** Bounds how much each caller has under way at the same time. Nothing waits: what is above the bound is refused. */
export class ConcurrencyLimit {
  private readonly running = new Map<string, number>();

  /** @param refusal makes the error for what is above `max` */
  constructor(
    private readonly max: number,
    private readonly refusal: () => Error,
  ) {}

  /** Runs the work. @throws the refusal, and what the work throws */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const running = this.running.get(caller) ?? 0;
    if (running >= this.max) throw this.refusal();
    this.running.set(caller, running + 1);
    try {
      return await work();
    } finally {
      const left = this.running.get(caller)! - 1;
      if (left > 0) this.running.set(caller, left);
      else this.running.delete(caller);
    }
  }
}

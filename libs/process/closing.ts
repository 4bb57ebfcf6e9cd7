/** What was opened, to be closed in the reverse order. */
export class Closing {
  private readonly steps: (() => Promise<unknown>)[] = [];
  private readonly aborted = new AbortController();

  /** Aborted when the closing begins. */
  readonly signal = this.aborted.signal;

  add(close: () => Promise<unknown>): void {
    this.steps.unshift(close);
  }

  async close(): Promise<void> {
    this.aborted.abort();
    for (let step = this.steps.shift(); step; step = this.steps.shift()) await step();
  }
}

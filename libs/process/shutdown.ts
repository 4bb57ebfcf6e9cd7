/** What was opened, to be closed in the reverse order. */
export class Shutdown {
  private readonly steps: (() => Promise<unknown>)[] = [];
  private readonly aborted = new AbortController();
  private closed: Promise<void> | undefined;

  /** Aborted when the closing begins. */
  readonly signal = this.aborted.signal;

  add(close: () => Promise<unknown>): void {
    this.steps.unshift(close);
  }

  /** Resolves when all is closed, however often it is called. */
  close(): Promise<void> {
    this.closed ??= this.closeAll();
    return this.closed;
  }

  private async closeAll(): Promise<void> {
    this.aborted.abort();
    for (const step of this.steps) await step();
  }
}

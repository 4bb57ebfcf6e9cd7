/** Closes what was opened, in the reverse order. */
export class Shutdown {
  private readonly steps: (() => Promise<unknown>)[] = [];
  private readonly started = new AbortController();
  private closed: Promise<void> | undefined;

  /** Aborted when the shutdown starts. */
  readonly signal = this.started.signal;

  add(close: () => Promise<unknown>): void {
    this.steps.unshift(close);
  }

  /** Resolves when everything is closed. Later calls wait for the first. */
  close(): Promise<void> {
    this.closed ??= this.closeAll();
    return this.closed;
  }

  private async closeAll(): Promise<void> {
    this.started.abort();
    for (const step of this.steps) await step();
  }
}

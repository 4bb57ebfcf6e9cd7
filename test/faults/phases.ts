/** How long each part of a group took: where the time of a run goes. */
export class Phases {
  private readonly spent = new Map<string, number>();
  private begun = performance.now();

  /** What was done since the last end is this part. */
  end(name: string): void {
    const now = performance.now();
    this.spent.set(name, (this.spent.get(name) ?? 0) + now - this.begun);
    this.begun = now;
  }

  toString(): string {
    return [...this.spent].map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)}`).join(', ') + ' s';
  }
}

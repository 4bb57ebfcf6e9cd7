/** Milliseconds between two lines in a log, and between two updates of the bar. */
const LINE_MS = 10_000;
const BAR_MS = 200;
const WIDTH = 30;

/** Such as `process.stderr`. */
export interface ProgressOut {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows the progress of a command: a bar on a terminal, otherwise a line every ten seconds. */
export class Progress {
  private pictures = 0;
  private bytes = 0;
  private readonly startedAt = performance.now();
  private shownAt = performance.now();

  constructor(
    private readonly total: { pictures: number; bytes: number },
    private readonly out: ProgressOut,
  ) {}

  /** Counts one picture. @param bytes of its original */
  add(bytes: number): void {
    this.pictures++;
    this.bytes += bytes;
    const now = performance.now();
    if (now - this.shownAt < (this.out.isTTY ? BAR_MS : LINE_MS) && this.pictures < this.total.pictures) return;
    this.shownAt = now;
    this.out.write(this.out.isTTY ? `\r${this.bar()} ${this.line()}\u001b[K` : `${this.line()}\n`);
  }

  /** Ends the line of the bar. */
  end(): void {
    if (this.out.isTTY && this.pictures > 0) this.out.write('\n');
  }

  private bar(): string {
    const full = Math.round(WIDTH * this.share);
    return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}]`;
  }

  private line(): string {
    const seconds = (performance.now() - this.startedAt) / 1_000;
    const left = this.share > 0 ? Math.ceil(seconds / this.share - seconds) : 0;
    const speed = megabytes(this.bytes / Math.max(seconds, 0.001));
    const { pictures, bytes } = this.total;
    return (
      `${Math.floor(this.share * 100)} %, ${this.pictures} of ${pictures} pictures, ` +
      `${megabytes(this.bytes)} of ${megabytes(bytes)} MB, ${speed} MB/s, ${left} s left`
    );
  }

  private get share(): number {
    return this.total.bytes > 0 ? Math.min(1, this.bytes / this.total.bytes) : 1;
  }
}

/** Millions of bytes, with one decimal. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

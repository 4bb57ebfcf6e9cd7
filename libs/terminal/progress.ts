/** Milliseconds between two lines where nobody watches, and between two looks of the bar. */
const LINE_MS = 10_000;
const BAR_MS = 200;
const WIDTH = 30;

/** Where it is told; `process.stderr` is one. */
export interface ProgressOut {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells how far it is: a bar on a terminal, else a line now and then. */
export class Progress {
  private pictures = 0;
  private bytes = 0;
  private readonly since = performance.now();
  private said = performance.now();

  constructor(
    private readonly total: { pictures: number; bytes: number },
    private readonly out: ProgressOut,
  ) {}

  /** One more picture is done, whose original has so many bytes. */
  add(bytes: number): void {
    this.pictures++;
    this.bytes += bytes;
    const now = performance.now();
    if (now - this.said < (this.out.isTTY ? BAR_MS : LINE_MS) && this.pictures < this.total.pictures) return;
    this.said = now;
    this.out.write(this.out.isTTY ? `\r${this.bar()} ${this.line()}\u001b[K` : `${this.line()}\n`);
  }

  /** What comes after it begins on a line of its own. */
  end(): void {
    if (this.out.isTTY && this.pictures > 0) this.out.write('\n');
  }

  private bar(): string {
    const full = Math.round(WIDTH * this.share);
    return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}]`;
  }

  private line(): string {
    const seconds = (performance.now() - this.since) / 1_000;
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

/** Millions of bytes, with one digit after the point. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Bodies that flow at once. */
const AT_ONCE = 2;
/** Every so many milliseconds a turn is looked at: it ends when less than this flowed since, and at the tenth look in any case. */
const LOOK_MS = 50;
const LEAST_BYTES = 128 * 1024;
const MOST_LOOKS = 10;

/**
 * Lets a few bodies flow at a time while the others wait in the kernel's buffers. A chunk that goes straight through dies young, while
 * twenty bodies side by side keep each chunk waiting until the garbage collector moves it to its old generation, where tens of megabytes
 * come together (docs/decisions/0006). A turn is short, and shorter for who sends little, so nobody holds up another.
 */
export class BodyScheduler {
  private flowing = 0;
  private readonly waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn. */
  async take(): Promise<ScheduledBody> {
    if (this.flowing >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.flowing++;
    return new ScheduledBody(() => this.pass());
  }

  private pass(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.flowing--;
  }
}

export class ScheduledBody {
  over = false;
  private flowed = 0;
  private looks = 0;
  private readonly timer = setInterval(() => this.look(), LOOK_MS).unref();

  constructor(private readonly onEnd: () => void) {}

  /** Counts bytes that flowed. */
  spend(bytes: number): void {
    this.flowed += bytes;
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.timer);
    this.onEnd();
  }

  private look(): void {
    if (this.flowed < LEAST_BYTES || ++this.looks === MOST_LOOKS) this.end();
    this.flowed = 0;
  }
}

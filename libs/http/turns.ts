/** Bodies that flow at once. */
const AT_ONCE = 2;
/** A turn ends after so long, or when its client sent nothing for a moment: milliseconds. */
const TURN_MS = 500;
const IDLE_MS = 50;

/**
 * Lets a few bodies flow at a time while the others wait in the kernel's buffers. A chunk that goes straight through dies young, while
 * twenty bodies side by side keep each chunk waiting until the garbage collector moves it to its old generation, where tens of megabytes
 * come together. A turn ends as soon as its client or the service pauses, and is short in any case, so nobody holds up another.
 */
export class Turns {
  private flowing = 0;
  private readonly waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn. */
  async take(): Promise<Turn> {
    if (this.flowing >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.flowing++;
    return new Turn(() => this.pass());
  }

  private pass(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.flowing--;
  }
}

export class Turn {
  over = false;
  private idle: NodeJS.Timeout | undefined;
  private readonly limit = setTimeout(() => this.end(), TURN_MS).unref();

  constructor(private readonly onEnd: () => void) {}

  /** The client's bytes are waited for. */
  expect(): void {
    if (!this.over) this.idle ??= setTimeout(() => this.end(), IDLE_MS).unref();
  }

  /** They came. */
  met(): void {
    clearTimeout(this.idle);
    this.idle = undefined;
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    this.met();
    clearTimeout(this.limit);
    this.onEnd();
  }
}

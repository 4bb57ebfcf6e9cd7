import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

/** Where the owner reads and types; `process` is one. */
export interface Streams {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
}

/** Questions to the owner, and lines for them. What is piped in answers the questions line by line. */
export class Terminal {
  private reader: Interface | undefined;
  private lines: AsyncIterator<string> | undefined;
  private muted = false;

  constructor(private readonly streams: Streams) {
    // Whoever reads what is printed may have seen enough (`| head`): what is to be done is done all the same.
    streams.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }

  /** Somebody sits there and types. */
  get interactive(): boolean {
    return this.streams.stdin.isTTY === true;
  }

  say(line: string): void {
    this.streams.stdout.write(`${line}\n`);
  }

  /** The next line that is typed or piped in, or null when there is none. `secret`: nothing of it is shown. */
  async ask(question: string, { secret = false } = {}): Promise<string | null> {
    const lines = this.open();
    if (this.interactive) this.streams.stdout.write(question);
    this.muted = secret;
    const { value, done } = await lines.next();
    if (this.muted && this.interactive) this.streams.stdout.write('\n');
    this.muted = false;
    return done ? null : value;
  }

  close(): void {
    this.reader?.close();
  }

  private open(): AsyncIterator<string> {
    if (this.lines) return this.lines;
    // On a terminal readline itself shows what is typed, so it can keep it to itself.
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.muted) this.streams.stdout.write(chunk);
        done();
      },
    });
    this.reader = createInterface({ input: this.streams.stdin, output, terminal: this.interactive });
    // Ctrl+C ends the command, as it would anywhere.
    this.reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    this.lines = this.reader[Symbol.asyncIterator]();
    return this.lines;
  }
}

import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

import { visibleJson, visibleLines } from './visible.js';

/** The streams of a terminal, such as those of `process`. */
export interface Streams {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
}

/** Asks questions and prints lines. When input is piped, each of its lines answers a question. */
export class Terminal {
  private reader: Interface | undefined;
  private lines: AsyncIterator<string> | undefined;
  private muted = false;

  constructor(private readonly streams: Streams) {
    // The reader of a pipe may stop reading (`| head`): the command goes on.
    streams.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }

  /** Whether a person types, rather than a pipe. */
  get interactive(): boolean {
    return this.streams.stdin.isTTY === true;
  }

  /** Prints one or more lines. Nothing in them is obeyed by the terminal, whatever names and answers they contain. */
  say(lines: string): void {
    this.streams.stdout.write(`${visibleLines(lines)}\n`);
  }

  /** Prints JSON for programs. @param indent spaces; 0: one line */
  sayJson(value: unknown, indent = 0): void {
    this.streams.stdout.write(`${visibleJson(value, indent)}\n`);
  }

  /** The next line of input, or null at its end. @param secret typed characters are not shown */
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
    // On a terminal, readline echoes what is typed; it is muted for secrets.
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.muted) this.streams.stdout.write(chunk);
        done();
      },
    });
    this.reader = createInterface({ input: this.streams.stdin, output, terminal: this.interactive });
    // readline catches Ctrl+C: pass it on as the usual signal.
    this.reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    this.lines = this.reader[Symbol.asyncIterator]();
    return this.lines;
  }
}

/** One event of a stream as the HTML standard has clients read it; comments and mere ids are none. */
export interface ReadEvent {
  event: string;
  data: { id: string } & Record<string, unknown>;
  lastEventId: string;
}

/** Reads server-sent events as an EventSource does. */
export class EventReader {
  /** Every line that came. */
  readonly lines: string[] = [];
  lastEventId = '';
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly decoder = new TextDecoder();
  private rest = '';
  private fields: Record<string, string> = {};

  constructor(body: AsyncIterable<Uint8Array>) {
    this.chunks = body[Symbol.asyncIterator]();
  }

  /** The next event, or null at the end. */
  async next(): Promise<ReadEvent | null> {
    for (;;) {
      const line = await this.line();
      if (line === null) return null;
      this.lines.push(line);
      if (line !== '') this.field(line);
      else {
        const { event, data, id } = this.fields;
        this.fields = {};
        if (id !== undefined) this.lastEventId = id;
        if (event && data) return { event, data: JSON.parse(data) as ReadEvent['data'], lastEventId: this.lastEventId };
      }
    }
  }

  /** The next event that `wanted` is true of. */
  async find(wanted: (event: ReadEvent) => boolean): Promise<ReadEvent> {
    for (;;) {
      const event = await this.next();
      if (event === null) throw new Error('the stream ended');
      if (wanted(event)) return event;
    }
  }

  /** Resolves when the server ended the stream. */
  async ended(): Promise<void> {
    while (await this.next());
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private field(line: string): void {
    const colon = line.indexOf(': ');
    if (colon > 0) this.fields[line.slice(0, colon)] = line.slice(colon + 2);
  }

  private async line(): Promise<string | null> {
    for (;;) {
      const end = this.rest.indexOf('\n');
      if (end >= 0) {
        const line = this.rest.slice(0, end);
        this.rest = this.rest.slice(end + 1);
        return line;
      }
      const { value, done } = await this.chunks.next();
      if (done) return null;
      this.rest += this.decoder.decode(value as Uint8Array, { stream: true });
    }
  }
}

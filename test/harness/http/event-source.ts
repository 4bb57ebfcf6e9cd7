import type { EventReader } from '../../../apps/media/testing/event-reader.js';
import type { Client } from './client.js';
import { listen } from './event-stream.js';
import { until } from './until.js';

/** Listens as a browser's EventSource does: when the stream breaks off it comes back and says what it heard last. */
export class EventSource {
  /** Ids of the pictures it heard of. */
  readonly heard = new Set<string>();
  /** How often it came back. */
  comebacks = -1;
  private events: EventReader | undefined;
  private closed = false;
  private readonly over: Promise<void>;

  private constructor(private readonly client: Client) {
    this.over = this.run();
  }

  static async open(client: Client): Promise<EventSource> {
    const source = new EventSource(client);
    await until(async () => (source.comebacks === 0 ? true : null));
    return source;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.events?.close().catch(() => undefined);
    await this.over;
  }

  private async run(): Promise<void> {
    let last: string | undefined;
    while (!this.closed) {
      this.events = await until(() => listen(this.client, last).catch(() => null));
      this.comebacks++;
      await this.hear(this.events).catch(() => undefined);
      last = this.events.lastEventId || last;
    }
  }

  private async hear(events: EventReader): Promise<void> {
    for (let event = await events.next(); event; event = await events.next()) this.heard.add(event.data.id);
  }
}

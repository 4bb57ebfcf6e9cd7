import { Client } from './client.js';
import { noise } from '../images/images.js';

/** Requests of one kind after the other, without a pause. */
const KINDS: ((client: Client, image: string) => Promise<number>)[] = [
  async (client) => (await client.ask('GET', '/api/auth/me')).status,
  async (client) => (await client.ask('GET', '/api/images?limit=5')).status,
  async (client, image) => (await client.ask('GET', `/get/${image}/o`)).status,
  async (client, image) => (await client.ask('PATCH', `/api/images/${image}`, rename())).status,
];

const rename = () => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: `${Math.random()}.png` }) });

/** Sends requests of these clients, all at the same time, until `stop`. */
export class SteadyRequests {
  /** How many got which answer, such as "200"; without an answer, what happened. */
  readonly answers: Record<string, number> = {};
  private stopped = false;
  private readonly lanes: Promise<void>[];

  private constructor(clients: readonly Client[], images: readonly string[]) {
    this.lanes = clients.flatMap((client, number) => KINDS.map((kind) => this.lane(() => kind(client, images[number]!))));
  }

  static async start(clients: readonly Client[]): Promise<SteadyRequests> {
    const images = await Promise.all(clients.map(async (client) => (await client.upload(await noise(40, 30))).id));
    return new SteadyRequests(clients, images);
  }

  async stop(): Promise<Record<string, number>> {
    this.stopped = true;
    await Promise.all(this.lanes);
    return this.answers;
  }

  private async lane(request: () => Promise<number>): Promise<void> {
    while (!this.stopped) {
      const answer = await request().catch((error: unknown) => String(error));
      this.answers[answer] = (this.answers[answer] ?? 0) + 1;
    }
  }
}

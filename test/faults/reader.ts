import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { ImageList } from '#libs/api/image.js';

import type { Client } from '../harness/http/client.js';
import type { Random } from '../harness/images/random.js';
import type { Ledger } from './ledger.js';
import type { Site } from './site.js';

/** Milliseconds before the next look. */
const PAUSE_MS = 300;

/** Somebody who keeps looking at an account while the drive dies: what is listed is whole, and what is not whole is not listed. */
export class Reader {
  /** Pictures looked at. */
  looks = 0;
  /** What was listed or sent and is not as it should be, in words. */
  readonly torn: string[] = [];

  constructor(
    private readonly site: Site,
    private readonly account: Client,
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {}

  async work(): Promise<void> {
    await this.site.each(async () => {
      await this.site.insist((url) => this.look(this.account.at(url)));
      await wait(PAUSE_MS);
    });
  }

  private async look(client: Client): Promise<void> {
    const answer = await client.ask('GET', `/api/images?limit=12${this.random.chance(0.2) ? '&order=taken' : ''}`);
    if (answer.status !== 200) return this.refused(answer.status, 'the list');
    for (const { id, sha256, sizes, generation, state, reason } of answer.json<ImageList>().items) {
      const entry = this.ledger.find(sha256);
      if (!entry) this.torn.push(`${id} is listed and was never sent`);
      if (state === 'rejected') this.torn.push(`${id} is rejected: ${reason?.detail}`);
      for (const size of ['s', 'm', 'l', 'o'] as const) {
        if (sizes[size].state !== 'ready' || this.random.chance(0.5)) continue;
        const { status, bytes } = await client.ask('GET', `/get/${id}/${size}?exact&v=${generation}`);
        if (status === 404 && entry?.left) continue;
        const what = `${id} ${size} is listed as ready: ${status}`;
        if (status !== 200) this.refused(status, what);
        else if (bytes.length !== sizes[size].bytes) this.torn.push(`${what}, ${bytes.length} bytes`);
        else if (size === 'o' && createHash('sha256').update(bytes).digest('hex') !== sha256) this.torn.push(`${what}, other bytes`);
        // The end of a JPEG (ITU-T T.81 table B.1).
        else if (size !== 'o' && sizes[size].type === 'image/jpeg' && bytes.subarray(-2).toString('hex') !== 'ffd9')
          this.torn.push(`${what}, no end`);
        this.looks++;
      }
    }
  }

  /** Refusals are right while something is broken. */
  private refused(status: number, what: string): void {
    if (!this.site.faulty) this.torn.push(`${what} is refused: ${status}`);
  }
}

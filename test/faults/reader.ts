import { createHash } from 'node:crypto';

import { expect } from 'vitest';

import { Client } from '../harness/http/client.js';
import type { Random } from '../harness/images/random.js';
import type { Ledger } from './ledger.js';
import type { Site } from './site.js';

/** Somebody who keeps looking at an account while the drive dies: what is listed is whole, and what is not whole is not listed. */
export class Reader {
  /** Pictures looked at. */
  looks = 0;

  constructor(
    private readonly site: Site,
    private readonly account: Client,
    private readonly ledger: Ledger,
    private readonly random: Random,
  ) {}

  async work(): Promise<void> {
    while (!this.site.closed) await this.site.insist((url) => this.look(new Client(url, this.account.token, this.account.user)));
  }

  private async look(client: Client): Promise<void> {
    const { items } = await client.list({ limit: 12, ...(this.random.chance(0.2) && { order: 'taken' }) });
    for (const { id, sha256, sizes, generation, state, reason } of items) {
      const entry = this.ledger.find(sha256);
      expect(entry, `${id} is listed and was never sent`).toBeDefined();
      expect(state, `${id}: ${reason?.detail}`).not.toBe('rejected');
      for (const size of ['s', 'm', 'l', 'o'] as const) {
        if (sizes[size].state !== 'ready' || this.random.chance(0.5)) continue;
        const answer = await client.ask('GET', `/get/${id}/${size}?exact&v=${generation}`);
        if (answer.status === 404 && entry!.left) continue;
        const what = `${id} ${size} is listed as ready: ${answer.status}`;
        expect(answer.status, what).toBe(200);
        expect(answer.bytes.length, what).toBe(sizes[size].bytes);
        if (size === 'o') expect(createHash('sha256').update(answer.bytes).digest('hex'), what).toBe(sha256);
        // The end of a JPEG (ITU-T T.81 table B.1).
        else if (sizes[size].type === 'image/jpeg') expect(answer.bytes.subarray(-2).toString('hex'), what).toBe('ffd9');
        this.looks++;
      }
    }
  }
}

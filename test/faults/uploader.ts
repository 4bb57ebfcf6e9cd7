import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import { expect } from 'vitest';

import type { Image } from '#libs/api/image.js';

import type { Answer } from '../harness/http/answer.js';
import { Client, uploadPath } from '../harness/http/client.js';
import type { Random } from '../harness/images/random.js';
import type { Entry, Ledger } from './ledger.js';
import type { Site } from './site.js';

/** Milliseconds between two pieces of a body that comes slowly. */
const PIECE_MS = 15;

/** Somebody who keeps sending pictures, sends again what was not answered, and at times changes their mind. */
export class Uploader {
  private readonly own: Entry[] = [];

  constructor(
    private readonly site: Site,
    private readonly account: Client,
    private readonly ledger: Ledger,
    private readonly random: Random,
    /** A picture that nobody sent before. */
    private readonly picture: (random: Random) => Buffer,
  ) {}

  async work(): Promise<void> {
    while (!this.site.closed) {
      const entry = this.ledger.add(this.picture(this.random));
      await this.upload(entry);
      this.own.push(entry);
      const earlier = this.random.pick(this.own);
      if (this.random.chance(0.1)) await this.leave(earlier, 'trash');
      if (this.random.chance(0.05)) await this.leave(earlier, 'gone');
      // The same bytes again are the same picture, wherever it lies.
      if (this.random.chance(0.1) && earlier.wish !== 'gone') await this.upload(earlier);
      await wait(this.random.int(0, 200));
    }
  }

  private async upload(entry: Entry): Promise<void> {
    const slowly = this.random.chance(0.3);
    const answer = await this.answered((client) => {
      const body = slowly ? Readable.from(inPieces(entry.bytes)) : entry.bytes;
      return client.ask('POST', uploadPath({ name: `${entry.sha256}.jpg` }), { headers: { 'content-type': 'image/jpeg' }, body });
    });
    const what = `${entry.sha256} ${answer.text}`;
    expect([200, 201], what).toContain(answer.status);
    this.site.answered();
    const image = answer.json<Image>();
    expect(image.sha256, what).toBe(entry.sha256);
    // Kept once means: under one id from its first answer on.
    if (entry.id !== null) expect([answer.status, image.id], what).toEqual([200, entry.id]);
    Object.assign(entry, { id: image.id, status: answer.status, ackAt: entry.ackAt ?? Date.now(), wish: 'library' });
  }

  private async leave(entry: Entry, wish: 'trash' | 'gone'): Promise<void> {
    if (entry.wish === wish || entry.wish === 'gone') return;
    entry.left = true;
    let before = false;
    const answer = await this.answered((client, lost) => {
      before = lost;
      return client.ask('DELETE', `/api/images/${entry.id}${wish === 'gone' ? '?forever=true' : ''}`);
    });
    // Not there is right only when an earlier try, whose answer was lost, has done it.
    expect(before ? [204, 404] : [204], `${entry.id} to ${wish}: ${answer.text}`).toContain(answer.status);
    entry.wish = wish;
  }

  /** Insists on an answer, also where the drive says that it should be asked again. */
  private async answered(ask: (client: Client, lost: boolean) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await this.site.insist((url, lost) => ask(new Client(url, this.account.token, this.account.user), lost));
      if (answer.status !== 503) return answer;
      await wait(100);
    }
  }
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  const pieces = 8;
  const length = Math.ceil(bytes.length / pieces);
  for (let start = 0; start < bytes.length; start += length) {
    yield bytes.subarray(start, start + length);
    await wait(PIECE_MS);
  }
}

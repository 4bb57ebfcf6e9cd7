import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import type { Image } from '#libs/api/image.js';

import type { Answer } from '../harness/http/answer.js';
import { uploadPath, type Client } from '../harness/http/client.js';
import type { Random } from '../harness/images/random.js';
import type { Entry, Ledger } from './ledger.js';
import type { Site } from './site.js';

/** Milliseconds between two pieces of a body that comes slowly. */
const PIECE_MS = 15;
/** Milliseconds before a request is sent again that was answered "later". */
const LATER_MS = 200;

/** Answers after which it is tried again as long as something is broken; 422, for a picture whose decoder child is killed twice is taken for broken. */
const LATER = new Set([401, 422, 429, 500, 502, 503, 504, 507]);

export interface Habits {
  /** A picture that nobody sent before. */
  picture: (random: Random) => Buffer;
  /** Milliseconds between two pictures, at most. */
  pauseMs: number;
}

/** Somebody who keeps sending pictures, sends again what was not answered, and at times changes their mind. */
export class Uploader {
  /** Answers that are wrong whatever is broken, in words. */
  readonly wrong: string[] = [];
  /** How often each status asked for another try. */
  readonly later = new Map<number, number>();
  /** Milliseconds of the slowest answer. */
  slowest = 0;
  private readonly own: Entry[] = [];

  constructor(
    private readonly site: Site,
    private readonly account: Client,
    private readonly ledger: Ledger,
    private readonly random: Random,
    private readonly habits: Habits,
  ) {}

  async work(): Promise<void> {
    await this.site.each(async () => {
      const entry = this.ledger.add(this.habits.picture(this.random));
      const twice = this.random.chance(0.05);
      // Two at the same time, as a client does that does not trust its first try.
      await Promise.all([this.upload(entry), ...(twice ? [this.upload(entry)] : [])]);
      this.own.push(entry);
      const earlier = this.random.pick(this.own);
      if (this.random.chance(0.1)) await this.leave(earlier, 'trash');
      if (this.random.chance(0.05)) await this.leave(earlier, 'gone');
      // The same bytes again are the same picture, wherever it lies.
      if (this.random.chance(0.1) && earlier.wish !== 'gone') await this.upload(earlier);
      await wait(this.random.int(0, this.habits.pauseMs));
    });
  }

  private async upload(entry: Entry): Promise<void> {
    const slowly = this.random.chance(0.3);
    const { answer } = await this.answered((client) => {
      const body = slowly ? Readable.from(inPieces(entry.bytes)) : entry.bytes;
      return client.ask('POST', uploadPath({ name: `${entry.sha256}.jpg` }), { headers: { 'content-type': 'image/jpeg' }, body });
    });
    const what = `upload of ${entry.sha256} (${entry.bytes.length} bytes${slowly ? ', slowly' : ''}): ${answer.status} ${answer.text}`;
    if (answer.status !== 200 && answer.status !== 201) return void this.wrong.push(what);
    const image = answer.json<Image>();
    if (image.sha256 !== entry.sha256) this.wrong.push(`other bytes: ${what}`);
    // Kept once means: under one id from its first answer on.
    if (entry.id !== null && image.id !== entry.id) this.wrong.push(`doubled, it was ${entry.id}: ${what}`);
    this.ledger.change(entry, { id: image.id, status: answer.status, ackAt: entry.ackAt ?? Date.now(), wish: 'library' });
    this.site.answered();
  }

  private async leave(entry: Entry, wish: 'trash' | 'gone'): Promise<void> {
    if (entry.wish === wish || entry.wish === 'gone' || entry.id === null) return;
    this.ledger.change(entry, { left: true });
    const { answer, again } = await this.answered((client) =>
      client.ask('DELETE', `/api/images/${entry.id}${wish === 'gone' ? '?forever=true' : ''}`),
    );
    // Not there is right only when an earlier try, whose answer was lost, has done it.
    if (answer.status !== 204 && !(again && answer.status === 404))
      this.wrong.push(`${entry.id} to ${wish}: ${answer.status} ${answer.text}`);
    this.ledger.change(entry, { wish });
  }

  /** Insists on an answer, also where the drive says that it should be asked again. `again`: it was not the first try. */
  private async answered(ask: (client: Client) => Promise<Answer>): Promise<{ answer: Answer; again: boolean }> {
    for (let again = false; ; again = true) {
      const answer = await this.site.insist(async (url, lost) => {
        again ||= lost;
        const begun = performance.now();
        const come = await ask(this.account.at(url));
        this.slowest = Math.max(this.slowest, performance.now() - begun);
        return come;
      });
      if (!LATER.has(answer.status) || (answer.status !== 503 && !this.site.faulty)) return { answer, again };
      this.later.set(answer.status, (this.later.get(answer.status) ?? 0) + 1);
      await wait(LATER_MS);
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

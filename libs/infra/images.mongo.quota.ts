import type { Model } from 'mongoose';

import { QuotaExceeded } from '#libs/ports/image-repository.js';

import type { ImageDocument } from './images.mongo.schema.js';
import { mongoError } from './mongo-errors.js';
import { is } from './mongo-schema.js';
import { UniqueViolation } from './unique-violation.js';

/** Fields of the index images_turn. */
const TURN = 'owner,turn';

/**
 * Inserts that hold a quota, on a server without transactions; docs/decisions/0011-mongodb-without-transactions.md has the proof.
 *
 * Rows that are inserted under a quota count up: each takes the turn after the last one of its owner, and a unique key lets one have it.
 * Who finds its turn taken was overtaken since it counted the bytes, and counts again. Only inserts make the bytes more, so what was
 * counted is at least what is there when the insert succeeds. It is one write: nothing to undo after a death, no figure that goes wrong.
 */
export class QuotaInserts {
  /** The last insert of each owner here: they would only overtake each other. */
  private readonly lines = new Map<string, Promise<void>>();

  constructor(
    private readonly images: Model<ImageDocument>,
    private readonly add: (document: ImageDocument) => Promise<void>,
  ) {}

  /** @throws QuotaExceeded; the reason of the signal when that aborts first */
  async insert(document: ImageDocument, quota: number, signal: AbortSignal): Promise<void> {
    const { owner } = document;
    const before = this.lines.get(owner) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => this.takeTurn(document, quota, signal));
    this.lines.set(owner, mine);
    try {
      await mine;
    } finally {
      if (this.lines.get(owner) === mine) this.lines.delete(owner);
    }
  }

  private async takeTurn(document: ImageDocument, quota: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const last = await this.lastTurn(document.owner);
      const used = await this.held(document);
      if (used + document.bytes > quota) {
        // Counting takes a while. Only if no row was added meanwhile was there a moment in which all that was counted was there.
        if ((await this.lastTurn(document.owner)) === last) throw new QuotaExceeded(used);
        continue;
      }
      try {
        return await this.add({ ...document, turn: last + 1 });
      } catch (error) {
        const ours = mongoError(error);
        if (!(ours instanceof UniqueViolation && ours.key === TURN)) throw error;
      }
    }
  }

  private async lastTurn(owner: string): Promise<number> {
    const filter = { owner: is(owner), turn: { $exists: true } };
    const last = await this.images.findOne(filter, { turn: 1 }).sort({ turn: -1 }).hint('images_turn').lean();
    return last?.turn ?? 0;
  }

  /** Bytes that count beside this row's. What is on its way is read first and by id: what arrives between is counted once, never not. */
  private async held({ owner, sha256 }: ImageDocument): Promise<number> {
    const coming = await this.images
      .find({ owner: is(owner), state: 'uploading' }, { bytes: 1, sha256: 1 })
      .hint('images_coming')
      .lean();
    // Of the same bytes on their way twice only one will be kept.
    const others = coming.filter((row) => row.sha256 !== sha256);
    const [kept] = await this.images
      .aggregate<{ bytes: number }>([
        { $match: { owner: is(owner), counted: true, _id: { $nin: others.map(({ _id }) => _id) } } },
        { $group: { _id: null, bytes: { $sum: '$bytes' } } },
      ])
      .hint('images_usage');
    return (kept?.bytes ?? 0) + others.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

import type { Model } from 'mongoose';

import type { ImageDocument } from './images.schema.js';
import { mongoError } from './errors.js';
import { is } from './schema.js';
import { UniqueViolation } from '../unique-violation.js';
import { QuotaExceeded } from '#libs/ports/errors.js';

/** Fields of the index images_turn. */
const TURN = 'owner,turn';

/** What is known of an owner since a row had the last turn: at most so many bytes count, whoever asks. */
interface Known {
  turn: number;
  most: number;
}

interface Count extends Known {
  /** Beside the row that asks. */
  used: number;
}

/** The inserts of one owner that wait for each other in this process; what one learned serves the next. */
interface Line {
  last: Promise<void>;
  known?: Known;
}

/**
 * Inserts that hold a quota, on a server without transactions; docs/decisions/0011-mongodb-without-transactions.md says why that is right.
 *
 * Rows that are inserted under a quota count up: each takes the turn after the last one of its owner, and a unique key lets one have it.
 * Who finds its turn taken was overtaken since it counted the bytes, and counts again. Only inserts make the bytes more, so what was
 * counted is at least what is there when the insert succeeds. It is one write: nothing to undo after a death, no figure that goes wrong.
 */
export class QuotaInserts {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly images: Model<ImageDocument>,
    private readonly add: (document: ImageDocument) => Promise<void>,
  ) {}

  /** @throws QuotaExceeded; the reason of the signal when that aborts first */
  async insert(document: ImageDocument, quota: number, signal: AbortSignal): Promise<void> {
    const { owner } = document;
    const line = this.lines.get(owner) ?? { last: Promise.resolve() };
    const mine = line.last.catch(() => undefined).then(() => this.takeTurn(line, document, quota, signal));
    line.last = mine;
    this.lines.set(owner, line);
    try {
      await mine;
    } finally {
      if (line.last === mine) this.lines.delete(owner);
    }
  }

  private async takeTurn(line: Line, document: ImageDocument, quota: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const { turn, most, used } = this.enough(line, document, quota) ?? (await this.count(document));
      delete line.known;
      if (used + document.bytes > quota) {
        // Counting takes a while. Only if no row was added meanwhile was there a moment in which all that was counted was there.
        if ((await this.lastTurn(document.owner)) === turn) throw new QuotaExceeded(used);
        continue;
      }
      signal.throwIfAborted();
      if (await this.addAs(turn + 1, document)) {
        line.known = { turn: turn + 1, most: most + document.bytes };
        return;
      }
    }
  }

  /** What the one before knew, when this one fits all the same. Bytes may have gone since, so it is never a reason to refuse. */
  private enough({ known }: Line, { bytes }: ImageDocument, quota: number): Count | undefined {
    return known && known.most + bytes <= quota ? { ...known, used: known.most } : undefined;
  }

  /** False when another row has that turn. */
  private async addAs(turn: number, document: ImageDocument): Promise<boolean> {
    try {
      await this.add({ ...document, turn });
      return true;
    } catch (error) {
      const ours = mongoError(error);
      if (ours instanceof UniqueViolation && ours.key === TURN) return false;
      throw error;
    }
  }

  private async lastTurn(owner: string): Promise<number> {
    const filter = { owner: is(owner), turn: { $exists: true } };
    const last = await this.images.findOne(filter, { turn: 1 }).sort({ turn: -1 }).hint('images_turn').lean();
    return last?.turn ?? 0;
  }

  /** The last turn comes first, then what is on its way, by id, then what is kept: what moves on between is counted once, never not. */
  private async count({ owner, sha256 }: ImageDocument): Promise<Count> {
    const turn = await this.lastTurn(owner);
    const coming = await this.images
      .find({ owner: is(owner), state: 'uploading' }, { bytes: 1, sha256: 1 })
      .hint('images_coming')
      .lean();
    // Of the same bytes on their way twice only one will be kept.
    const others = coming.filter((row) => row.sha256 !== sha256);
    const [sum] = await this.images
      .aggregate<{ bytes: number }>([
        { $match: { owner: is(owner), counted: true, _id: { $nin: others.map(({ _id }) => _id) } } },
        { $group: { _id: null, bytes: { $sum: '$bytes' } } },
      ])
      .hint('images_usage');
    const kept = sum?.bytes ?? 0;
    return { turn, used: kept + total(others), most: kept + total(coming) };
  }
}

function total(rows: readonly { bytes: number }[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}

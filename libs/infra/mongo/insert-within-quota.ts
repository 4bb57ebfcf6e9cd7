import type { Model } from 'mongoose';

import { compareAndSwap } from '#libs/concurrency/compare-and-swap.js';
import { QuotaExceeded } from '#libs/ports/errors.js';

import { UniqueViolation } from '../unique-violation.js';
import { mongoError } from './errors.js';
import type { ImageDocument } from './media.schema.js';
import { is } from './schema.js';

/** Fields of the unique index images_turn. */
const TURN = 'owner,turn';

/** An upper bound: after the insert with this number, the owner's rows count `atMost` bytes. */
interface Bound {
  /** The number of the owner's last insert under a quota; the field `turn` of the document. */
  sequence: number;
  atMost: number;
}

interface Usage extends Bound {
  /** Bytes of the owner's other rows, as seen by the row to insert. */
  used: number;
}

/** The inserts of one owner in this process, one at a time. The bound of one insert saves the next one from counting. */
interface OwnerQueue {
  last: Promise<void>;
  bound?: Bound;
}

/**
 * Inserts within a quota, on a server without transactions; docs/decisions/0011-mongodb-without-transactions.md explains why this works.
 *
 * An owner's inserts under a quota are numbered. Each takes the number after the last one, and a unique index gives it to one insert only.
 * An insert that finds its number taken was overtaken after it counted the bytes, so it counts again. Only inserts add bytes, so the count
 * is an upper bound when the insert succeeds. It is one write: a crash leaves nothing to undo and no wrong total.
 */
export class QuotaInserter {
  private readonly queues = new Map<string, OwnerQueue>();

  constructor(
    private readonly images: Model<ImageDocument>,
    private readonly add: (document: ImageDocument) => Promise<void>,
  ) {}

  /** @throws QuotaExceeded; the reason of the signal when that aborts first */
  async insert(document: ImageDocument, quota: number, signal: AbortSignal): Promise<void> {
    const { owner } = document;
    const queue = this.queues.get(owner) ?? { last: Promise.resolve() };
    const mine = queue.last.catch(() => undefined).then(() => this.insertNext(queue, document, quota, signal));
    queue.last = mine;
    this.queues.set(owner, queue);
    try {
      await mine;
    } finally {
      if (queue.last === mine) this.queues.delete(owner);
    }
  }

  /** No limit of attempts: the signal ends them. */
  private async insertNext(queue: OwnerQueue, document: ImageDocument, quota: number, signal: AbortSignal): Promise<void> {
    const attempt = async (): Promise<Bound | undefined> => {
      signal.throwIfAborted();
      const { sequence, atMost, used } = this.knownToFit(queue, document, quota) ?? (await this.count(document));
      delete queue.bound;
      if (used + document.bytes > quota) {
        // Counting takes several queries. They saw one state of the database only if no row was inserted meanwhile.
        if ((await this.lastSequence(document.owner)) === sequence) throw new QuotaExceeded(used);
        return undefined;
      }
      signal.throwIfAborted();
      const inserted = await this.addAs(sequence + 1, document);
      return inserted ? { sequence: sequence + 1, atMost: atMost + document.bytes } : undefined;
    };
    queue.bound = await compareAndSwap(attempt, {
      attempts: Infinity,
      exhausted: () => {
        throw new Error('unreachable');
      },
    });
  }

  /** The bound of the insert before, if this row fits even so. Bytes may have been freed since, so the bound is no reason to refuse. */
  private knownToFit({ bound }: OwnerQueue, { bytes }: ImageDocument, quota: number): Usage | undefined {
    return bound && bound.atMost + bytes <= quota ? { ...bound, used: bound.atMost } : undefined;
  }

  /** @returns false when another row has that number */
  private async addAs(sequence: number, document: ImageDocument): Promise<boolean> {
    try {
      await this.add({ ...document, turn: sequence });
      return true;
    } catch (error) {
      const translated = mongoError(error);
      if (translated instanceof UniqueViolation && translated.key === TURN) return false;
      throw error;
    }
  }

  private async lastSequence(owner: string): Promise<number> {
    const filter = { owner: is(owner), turn: { $exists: true } };
    const last = await this.images.findOne(filter, { turn: 1 }).sort({ turn: -1 }).hint('images_turn').lean();
    return last?.turn ?? 0;
  }

  /**
   * Reads the last number first, then the rows in `uploading`, then the sum of all others. A row that is committed between the queries is
   * counted once, never left out.
   */
  private async count({ owner, sha256 }: ImageDocument): Promise<Usage> {
    const sequence = await this.lastSequence(owner);
    const uploading = await this.images
      .find({ owner: is(owner), state: 'uploading' }, { bytes: 1, sha256: 1 })
      .hint('images_coming')
      .lean();
    // Of several uploads of the same bytes only one will be kept.
    const others = uploading.filter((row) => row.sha256 !== sha256);
    const [sum] = await this.images
      .aggregate<{ bytes: number }>([
        { $match: { owner: is(owner), counted: true, _id: { $nin: others.map(({ _id }) => _id) } } },
        { $group: { _id: null, bytes: { $sum: '$bytes' } } },
      ])
      .hint('images_usage');
    const kept = sum?.bytes ?? 0;
    return { sequence, used: kept + total(others), atMost: kept + total(uploading) };
  }
}

function total(rows: readonly { bytes: number }[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}

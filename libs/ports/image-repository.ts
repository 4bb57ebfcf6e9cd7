import type { ImageRow, ImageState, VariantRecord } from '#libs/domain/image/image-row.js';
import type { VariantName } from '#libs/domain/variants.js';

/** What must be so for an update to happen; what is left out does not matter. */
export interface ImageCondition {
  owner?: string;
  state?: readonly ImageState[];
  generation?: number;
  attempt?: number;
  /** true: in the trash; false: not in the trash. */
  deleted?: boolean;
  /** Only a row created before this time. */
  createdBefore?: Date;
}

/** What an update writes; what is left out stays. */
export interface ImageChange {
  set?: Partial<
    Pick<ImageRow, 'name' | 'takenAt' | 'sortAt' | 'deletedAt' | 'state' | 'reason' | 'thumbhash' | 'generation' | 'attempt' | 'crashCount'>
  >;
  /** Whole records of the sizes named; the others stay as they are. */
  sizes?: Partial<Record<VariantName, VariantRecord>>;
  /** `claim` takes the unique key (owner, sha256) for this row, `release` gives it up. */
  content?: 'claim' | 'release';
}

export type ImageOrder = 'added' | 'taken';

/** A place in a list: the next page begins behind it. `sortAt` counts in the order `taken` only. */
export interface ImageCursor {
  id: string;
  sortAt: Date;
}

export interface ImageQuery {
  owner: string;
  /** `added`: by id, newest first. `taken`: by sortAt and then id, newest first. */
  order: ImageOrder;
  limit: number;
  before?: ImageCursor;
  /** In the place of `before`: what comes ahead of the place in the list, the nearest first. */
  after?: ImageCursor;
  states: readonly ImageState[];
  deleted: boolean;
  /** Words that must all be in the name, whatever their case and accents. */
  words?: readonly string[];
  /** Words of which each must begin a word of the name, whatever their case and accents; by an index. One without a letter or digit asks nothing. */
  beginnings?: readonly string[];
  /** Media types, of which it must have one. */
  types?: readonly string[];
  /** The month of sortAt, 1 to 12, of whatever year. */
  month?: number;
  /** Only these; what else is asked for must hold, too. */
  ids?: readonly string[];
  /** from <= sortAt < to */
  from?: Date;
  to?: Date;
}

/** The images of an owner whose `sortAt` lies in one month, in UTC. */
export interface Month {
  /** Year and month: 2019-06. */
  month: string;
  /** How many images. */
  images: number;
}

/** What became of one picture: its row as it is now, or null when it was removed (which is remembered for a day). */
export interface Change {
  id: string;
  /** When the row was changed last, or removed. */
  at: Date;
  row: ImageRow | null;
}

/** A place among the changes of an owner: what is given comes after it. Without an id all of that very time comes, too. */
export interface ChangeCursor {
  at: Date;
  id?: string;
}

/** Metadata of images. Every change is one atomic conditional update; readers never see half of one. */
export abstract class ImageRepository {
  /**
   * Adds a row; its unique key (owner, sha256) is not claimed yet. With `quota` only if the bytes of this owner stay within it, in one
   * step: the row's and those of all others in `uploading`, `processing`, `ready` and `rejected`, the trash included. Rows in `uploading`
   * with the very same bytes are left out, since only one of them will ever be kept.
   * @throws QuotaExceeded, RepositoryFull, RepositoryUnavailable
   */
  abstract insert(row: Omit<ImageRow, 'updatedAt'>, options?: { quota?: number | null }): Promise<void>;

  /** The row, whatever its state, or null. */
  abstract find(id: string): Promise<ImageRow | null>;

  /** The row that holds the unique key (owner, sha256), or null. */
  abstract findByHash(owner: string, sha256: string): Promise<ImageRow | null>;

  /** The rows that hold the unique key (owner, sha256) for any of these hashes, in no particular order; a thousand of them at most. */
  abstract findByHashes(owner: string, sha256s: readonly string[]): Promise<ImageRow[]>;

  /**
   * Changes the row if the condition holds, in one step, and returns it as it is then; null when there is no such row or the condition
   * does not hold. @throws ContentTaken, RepositoryFull, RepositoryUnavailable
   */
  abstract update(id: string, condition: ImageCondition, change: ImageChange): Promise<ImageRow | null>;

  /** Removes the row if the condition holds and leaves a tombstone; false when it does not. */
  abstract remove(id: string, condition: ImageCondition): Promise<boolean>;

  abstract list(query: ImageQuery): Promise<ImageRow[]>;

  /** Which of these pictures are this owner's and not in the trash, by sortAt and then id, newest first; those that people can see. */
  abstract present(owner: string, ids: readonly string[]): Promise<string[]>;

  /** The months in which there are any that people see and that are not in the trash, newest first. */
  abstract months(owner: string): Promise<Month[]>;

  /** What changed for this owner after the cursor, oldest first and then by id; for events. Rows in every state are given. */
  abstract changes(owner: string, after: ChangeCursor, limit: number): Promise<Change[]>;
}

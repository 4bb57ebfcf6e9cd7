import type { ImageRow, ImageState, VariantRecord } from '#libs/domain/image/image-row.js';
import type { VariantName } from '#libs/domain/variants.js';

/** Conditions of an update. A condition that is left out is not checked. */
export interface ImageCondition {
  owner?: string;
  state?: readonly ImageState[];
  generation?: number;
  attempt?: number;
  /** true: in the trash; false: not in the trash. */
  deleted?: boolean;
  /** The row was created before this time. */
  createdBefore?: Date;
}

/** The fields that an update writes. A field that is left out stays unchanged. */
export interface ImageChange {
  set?: Partial<
    Pick<
      ImageRow,
      'name' | 'takenAt' | 'sortAt' | 'deletedAt' | 'damagedAt' | 'state' | 'reason' | 'thumbhash' | 'generation' | 'attempt' | 'crashCount'
    >
  >;
  /** Whole records of variants. The others stay unchanged. */
  sizes?: Partial<Record<VariantName, VariantRecord>>;
  /** `claim` takes the unique key (owner, sha256) for this row, `release` gives it up. */
  content?: 'claim' | 'release';
}

export type ImageOrder = 'added' | 'taken';

/** A position in a list: a page begins after it. `sortAt` is compared in the order `taken` only. */
export interface ImageCursor {
  id: string;
  sortAt: Date;
}

/** Who waits for a long query. */
export interface Reader {
  /** Those of one group share its turns. */
  group: string;
  /** The queries of one client run one after the other. */
  client: string;
}

export interface ImageQuery {
  owner: string;
  /** `added`: by id, newest first. `taken`: by sortAt and then id, newest first. */
  order: ImageOrder;
  limit: number;
  before?: ImageCursor;
  /** Instead of `before`: the rows before the position, nearest first. */
  after?: ImageCursor;
  states: readonly ImageState[];
  deleted: boolean;
  /** The name contains all of these texts. Case and accents are ignored. */
  words?: readonly string[];
  /** Each of these texts begins a word of the name; an index finds them. Case and accents are ignored, and texts without a letter or digit. */
  beginnings?: readonly string[];
  /** The media type is one of these. */
  types?: readonly string[];
  /** The month of `sortAt` in UTC, 1 to 12, in any year. */
  month?: number;
  /** The id is one of these; all other conditions apply as well. */
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

/** A change of one image: its current row, or null when it was removed. Removals are remembered for a day, as tombstones. */
export interface Change {
  id: string;
  /** The time of the last change, or of the removal. */
  at: Date;
  row: ImageRow | null;
}

/** A position among the changes of an owner: a page begins after it. Without an id, it begins with the changes of that time. */
export interface ChangeCursor {
  at: Date;
  id?: string;
}

/** Metadata of images. Every change is one atomic conditional update, so readers never see a part of it. Every call may throw `RepositoryUnavailable`. */
export abstract class ImageRepository {
  /**
   * Inserts a row, without claiming its unique key (owner, sha256). With `quota`, in one atomic step and only if the owner's bytes stay
   * within it: those of this row and of all rows in `uploading`, `processing`, `ready` and `rejected`, trash included. Rows in `uploading`
   * with the same SHA-256 are not counted, since only one of them will be kept.
   * @throws QuotaExceeded, RepositoryFull, RepositoryUnavailable
   */
  abstract insert(row: Omit<ImageRow, 'updatedAt'>, options?: { quota?: number | null }): Promise<void>;

  /** Finds a row in any state. */
  abstract find(id: string): Promise<ImageRow | null>;

  /** Finds the row that holds the unique key (owner, sha256). */
  abstract findByHash(owner: string, sha256: string): Promise<ImageRow | null>;

  /** Finds the rows that hold the unique key (owner, sha256) for these hashes, in any order. @param sha256s at most 1000 */
  abstract findByHashes(owner: string, sha256s: readonly string[]): Promise<ImageRow[]>;

  /**
   * Changes the row in one atomic step if the condition holds.
   * @returns the changed row; null when there is no such row or the condition does not hold
   * @throws ContentTaken, RepositoryFull, RepositoryUnavailable
   */
  abstract update(id: string, condition: ImageCondition, change: ImageChange): Promise<ImageRow | null>;

  /** Replaces the row by a tombstone if the condition holds. @returns false when it does not */
  abstract remove(id: string, condition: ImageCondition): Promise<boolean>;

  abstract list(query: ImageQuery): Promise<ImageRow[]>;

  /**
   * Which of these ids are visible images of the owner outside the trash, by `sortAt` and then id, newest first.
   * @param reader who waits for it; the owner unless said
   */
  abstract present(owner: string, ids: readonly string[], reader?: Reader): Promise<string[]>;

  /** The months of the owner's visible images outside the trash, newest first. */
  abstract months(owner: string): Promise<Month[]>;

  /** The owner's changes after the cursor, by time and then id, oldest first. Includes rows in every state. */
  abstract changes(owner: string, after: ChangeCursor, limit: number): Promise<Change[]>;
}

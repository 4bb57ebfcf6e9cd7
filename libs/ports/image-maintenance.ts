import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';

/** What maintenance asks about the images of all owners. Every call may throw `RepositoryUnavailable`. */
export abstract class ImageMaintenance {
  /** Rows in one state, oldest first, of all owners. `after` is the id of the last row of the page before. */
  abstract listByState(state: ImageState, options: { createdBefore?: Date; after?: string; limit: number }): Promise<ImageRow[]>;

  /** Rows put into the trash before this time and not yet `purging`, oldest first, of all owners. */
  abstract listTrash(options: { deletedBefore: Date; limit: number }): Promise<ImageRow[]>;

  /** Deletes the tombstones of rows removed before this time and returns how many. @throws RepositoryFull */
  abstract forgetTombstones(before: Date): Promise<number>;

  /** Owners for whom stored counts of usage or months differ from their rows. Reads every row. Empty where nothing is stored but counted. */
  abstract ownersWithWrongCounts(): Promise<string[]>;

  /** Counts the rows of an owner again. @throws RepositoryFull */
  abstract recount(owner: string): Promise<void>;
}

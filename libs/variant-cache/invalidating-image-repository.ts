import type { MediaDatabase } from '#libs/ports/databases.js';
import {
  ImageRepository,
  type Change,
  type ChangeCursor,
  type ImageChange,
  type ImageCondition,
  type ImageQuery,
  type Month,
  type Reader,
} from '#libs/ports/image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/**
 * A repository that reports the id of each image that it changed: after the commit and before the caller gets its answer. A failed change
 * is reported as well, since it may have been committed.
 */
export class InvalidatingImageRepository extends ImageRepository {
  constructor(
    private readonly images: ImageRepository,
    private readonly onChange: (id: string) => void,
  ) {
    super();
  }

  async update(id: string, condition: ImageCondition, change: ImageChange): Promise<ImageRow | null> {
    try {
      return await this.images.update(id, condition, change);
    } finally {
      this.onChange(id);
    }
  }

  async remove(id: string, condition: ImageCondition): Promise<boolean> {
    try {
      return await this.images.remove(id, condition);
    } finally {
      this.onChange(id);
    }
  }

  /** Not reported: nobody has seen the id of a new image. */
  insert(row: Omit<ImageRow, 'updatedAt'>, options?: { quota?: number | null }): Promise<void> {
    return this.images.insert(row, options);
  }

  find(id: string): Promise<ImageRow | null> {
    return this.images.find(id);
  }

  findByHash(owner: string, sha256: string): Promise<ImageRow | null> {
    return this.images.findByHash(owner, sha256);
  }

  findByHashes(owner: string, sha256s: readonly string[]): Promise<ImageRow[]> {
    return this.images.findByHashes(owner, sha256s);
  }

  list(query: ImageQuery): Promise<ImageRow[]> {
    return this.images.list(query);
  }

  present(owner: string, ids: readonly string[], reader?: Reader): Promise<string[]> {
    return this.images.present(owner, ids, reader);
  }

  months(owner: string): Promise<Month[]> {
    return this.images.months(owner);
  }

  changes(owner: string, after: ChangeCursor, limit: number): Promise<Change[]> {
    return this.images.changes(owner, after, limit);
  }
}

/** The database with its images in an `InvalidatingImageRepository`; its other repositories never change an image. */
export function invalidatingDatabase(database: MediaDatabase, onChange: (id: string) => void): MediaDatabase {
  return {
    ...database,
    images: new InvalidatingImageRepository(database.images, onChange),
    check: () => database.check(),
    close: () => database.close(),
  };
}

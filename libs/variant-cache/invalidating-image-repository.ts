import type { Month } from '#libs/ports/image-months.js';
import {
  ImageRepository,
  type Change,
  type ChangeCursor,
  type ImageChange,
  type ImageCondition,
  type ImageQuery,
} from '#libs/ports/image-repository.js';
import type { OwnQuota, Usage } from '#libs/ports/usage.js';
import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';

/**
 * A repository that tells which image it changed, after the commit and before whoever asked for the change knows of it. One that failed is
 * told too: it may have been committed all the same.
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

  /** A new image has an id that nobody has seen. */
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

  present(owner: string, ids: readonly string[]): Promise<string[]> {
    return this.images.present(owner, ids);
  }

  months(owner: string): Promise<Month[]> {
    return this.images.months(owner);
  }

  usage(owner: string): Promise<Usage> {
    return this.images.usage(owner);
  }

  quotaOf(owner: string): Promise<OwnQuota | null> {
    return this.images.quotaOf(owner);
  }

  setQuotaOf(owner: string, quota: OwnQuota | null): Promise<void> {
    return this.images.setQuotaOf(owner, quota);
  }

  listByState(state: ImageState, options: { createdBefore?: Date; after?: string; limit: number }): Promise<ImageRow[]> {
    return this.images.listByState(state, options);
  }

  listTrash(options: { deletedBefore: Date; limit: number }): Promise<ImageRow[]> {
    return this.images.listTrash(options);
  }

  changes(owner: string, after: ChangeCursor, limit: number): Promise<Change[]> {
    return this.images.changes(owner, after, limit);
  }

  forgetTombstones(before: Date): Promise<number> {
    return this.images.forgetTombstones(before);
  }

  driveId(offered: string | null): Promise<string | null> {
    return this.images.driveId(offered);
  }

  keepReserve(): Promise<boolean> {
    return this.images.keepReserve();
  }

  check(): Promise<void> {
    return this.images.check();
  }

  close(): Promise<void> {
    return this.images.close();
  }
}

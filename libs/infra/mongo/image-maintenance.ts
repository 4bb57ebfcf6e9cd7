import type { Model } from 'mongoose';

import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';

import type { MongoDatabase } from './database.js';
import { findMany, stateQuery, trashQuery } from './images.queries.js';
import { imageOf } from './images.rows.js';
import { imageSchema, imagesMigrations, TOMBSTONE, type ImageDocument } from './media.schema.js';

export class MongoImageMaintenance extends ImageMaintenance {
  private readonly images: Model<ImageDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.images = database.model('Image', imageSchema);
  }

  async listByState(state: ImageState, options: { createdBefore?: Date; after?: string; limit: number }): Promise<ImageRow[]> {
    return (await this.run(() => findMany(this.images, stateQuery(state, options), options.limit))).map(imageOf);
  }

  async listTrash({ deletedBefore, limit }: { deletedBefore: Date; limit: number }): Promise<ImageRow[]> {
    return (await this.run(() => findMany(this.images, trashQuery(deletedBefore), limit))).map(imageOf);
  }

  forgetTombstones(before: Date): Promise<number> {
    return this.run(async () => (await this.images.deleteMany({ state: TOMBSTONE, updatedAt: { $lt: before } })).deletedCount);
  }

  /** Usage and months are counted when they are asked for. */
  async ownersWithWrongCounts(): Promise<string[]> {
    return [];
  }

  async recount(): Promise<void> {}

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(imagesMigrations, work);
  }
}
